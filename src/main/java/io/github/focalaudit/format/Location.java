package io.github.focalaudit.format;

import io.github.focalaudit.storage.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * Where one stored array is: a file or a part of it, and where that is an archive, a member.
 *
 * @param path the file
 * @param member the array of an archive; null where it holds one only, or is none
 * @param offset where the part starts in the file, in bytes
 * @param length bytes of the part; {@link #TO_END} for what follows the offset
 */
public record Location(String path, @Nullable String member, long offset, long length) {
  /** {@link #length()} of a part that ends with its file. */
  public static final long TO_END = -1;

  private static final int MEMBER_CHARS = 200;

  /** Checks ranges. */
  public Location {
    if (offset < 0 || length < TO_END) {
      throw new IllegalArgumentException(
          "part out of range: offset " + offset + ", length " + length + " of " + path);
    }
  }

  /** A file as a whole. */
  public static Location of(String path) {
    return new Location(path, null, 0, TO_END);
  }

  /** The same bytes with another member; null for none. */
  public Location withMember(@Nullable String value) {
    return new Location(path, value, offset, length);
  }

  /** A fault of what is stored here. */
  public BadInputException fault(ReasonCode code, String detail) {
    String part =
        offset == 0 && length == TO_END
            ? ""
            : "part at " + offset + (length == TO_END ? "" : " of " + length + " bytes") + ": ";
    return new BadInputException(
        code,
        path,
        part
            + (member == null
                ? detail
                : "member " + Excerpt.of(member, MEMBER_CHARS) + ": " + detail));
  }

  /** A fault with the byte offset where it is, counted from the start of the part. */
  public BadInputException fault(ReasonCode code, long offset, String detail) {
    return fault(code, "offset " + offset + ": " + detail);
  }
}
