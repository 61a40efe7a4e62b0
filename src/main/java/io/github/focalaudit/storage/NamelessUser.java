package io.github.focalaudit.storage;

import com.sun.security.auth.module.UnixSystem;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A login for a user id that has no name, as containers have them: Hadoop's own login fails there.
 * Stateless.
 */
public final class NamelessUser {
  private NamelessUser() {}

  /**
   * Logs in by {@code HADOOP_USER_NAME}, else by the number, where the system has no name for the
   * user of this process. Has to come before the first use of a file system.
   */
  public static void logIn() {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    UnixSystem system = new UnixSystem();
    if (system.getUsername() == null && !UserGroupInformation.isSecurityEnabled()) {
      String named = System.getenv("HADOOP_USER_NAME");
      String name = named == null || named.isEmpty() ? Long.toString(system.getUid()) : named;
      UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
    }
  }
}
