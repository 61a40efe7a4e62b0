package io.github.focalaudit.storage;

import java.io.IOException;
import java.net.InetAddress;

/** Who runs this process, and where. Stateless. */
public final class ThisProcess {
  private ThisProcess() {}

  /** The name of the user. */
  public static String user() {
    return System.getProperty("user.name");
  }

  /** The name of the machine; {@code localhost} where it has none. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
