package io.github.focalaudit.format;

import java.io.IOException;

/**
 * Bytes behind the end of what a format defines. A few zeros or line feeds are what copying tools
 * and editors add, and are accepted; anything else may be data that nobody would see. Stateless.
 */
public final class TrailingBytes {
  /** So many zero or line feed bytes are accepted. */
  public static final int ACCEPTED = 16;

  private TrailingBytes() {}

  /**
   * Checks what follows the end.
   *
   * @param end offset where the file could end
   * @param what ends there, for the error
   * @throws BadInputException {@code MALFORMED} with the number of bytes
   */
  public static void check(FileHead file, long end, String what, Location location)
      throws IOException {
    long count = file.length() - end;
    if (count > ACCEPTED) {
      throw fault(end, count, what, location);
    }
    byte[] bytes = new byte[(int) count];
    file.read(end, bytes, 0, bytes.length);
    for (byte value : bytes) {
      if (value != 0 && value != '\n') {
        throw fault(end, count, what, location);
      }
    }
  }

  private static BadInputException fault(long end, long count, String what, Location location) {
    return location.fault(
        ReasonCode.MALFORMED,
        end,
        count
            + (count == 1 ? " byte" : " bytes")
            + " behind "
            + what
            + ": expected none, or up to "
            + ACCEPTED
            + " zeros or line feeds");
  }
}
