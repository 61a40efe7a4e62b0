package io.github.focalaudit.format;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the files of one side of a dataset are opened, whatever their format. Immutable.
 *
 * @param member the array of an archive, with or without its suffix; null takes the only one
 * @param layout the order of the dimensions of scores; null takes three dimensions for {@link
 *     Layout#CHW} and refuses four
 * @param wholeLimitBytes most bytes that an array may have where it has to be held in memory as a
 *     whole: Fortran order, and formats that cannot be read by ranges
 */
public record OpenOptions(@Nullable String member, @Nullable Layout layout, long wholeLimitBytes)
    implements Serializable {

  /** The default for {@link #wholeLimitBytes()}: 1 GiB. */
  private static final long DEFAULT_WHOLE_LIMIT_BYTES = 1L << 30;

  /** Checks ranges. */
  public OpenOptions {
    if (wholeLimitBytes < 0) {
      throw new IllegalArgumentException("out of range: wholeLimitBytes " + wholeLimitBytes);
    }
  }

  /** The only array of an archive, no layout said, up to 1 GiB as a whole. */
  public static OpenOptions defaults() {
    return new OpenOptions(null, null, DEFAULT_WHOLE_LIMIT_BYTES);
  }

  /** The same with another array of an archive. */
  public OpenOptions withMember(@Nullable String value) {
    return new OpenOptions(value, layout, wholeLimitBytes);
  }

  /** The same with another layout. */
  public OpenOptions withLayout(@Nullable Layout value) {
    return new OpenOptions(member, value, wholeLimitBytes);
  }

  /** The same with another limit. */
  public OpenOptions withWholeLimitBytes(long value) {
    return new OpenOptions(member, layout, value);
  }

  /** The wanted array of a file. */
  Location in(String path) {
    return Location.of(path).withMember(member);
  }
}
