package io.github.focalaudit.format;

import org.jspecify.annotations.Nullable;

/**
 * Where bytes come from, for errors.
 *
 * @param path the file
 * @param member the member of an archive, or null
 */
public record Origin(String path, @Nullable String member) {
  /** A fault of this input. */
  public BadInputException fault(ReasonCode code, String detail) {
    return new BadInputException(
        code, path, member == null ? detail : "member " + member + ": " + detail);
  }

  /** A fault with the byte offset where it is. */
  public BadInputException fault(ReasonCode code, long offset, String detail) {
    return fault(code, "offset " + offset + ": " + detail);
  }
}
