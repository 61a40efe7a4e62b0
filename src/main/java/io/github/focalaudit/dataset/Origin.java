package io.github.focalaudit.dataset;

import org.jspecify.annotations.Nullable;

/**
 * Where bytes come from, for errors.
 *
 * @param path the file
 * @param member the member of an archive, or null
 */
record Origin(String path, @Nullable String member) {
  /** A fault of this input. */
  BadInputException fault(ReasonCode code, String detail) {
    return new BadInputException(
        code, path, member == null ? detail : "member " + member + ": " + detail);
  }

  /** A fault with the byte offset where it is. */
  BadInputException fault(ReasonCode code, long offset, String detail) {
    return fault(code, "offset " + offset + ": " + detail);
  }
}
