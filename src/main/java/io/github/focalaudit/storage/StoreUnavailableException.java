package io.github.focalaudit.storage;

import java.io.IOException;

/**
 * A store that does not serve requests at present: it throttles, answers with a server error, or
 * its connections are refused, reset or time out. It says nothing about the object that was asked
 * for, so no input is refused because of it; the same may succeed later.
 */
public final class StoreUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param path what was asked for
   * @param cause what the client of the store threw last
   */
  StoreUnavailableException(String path, IOException cause) {
    super(
        path
            + ": the store is unavailable: "
            + FileFaults.text(cause)
            + "; start again when it serves requests",
        cause);
  }
}
