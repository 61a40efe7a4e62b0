package io.github.focalaudit.format;

import java.util.HexFormat;

/**
 * The first bytes that identify a format.
 *
 * @param hex the bytes in lower-case hexadecimal, at most {@link FileHead#BYTES} of them
 * @param content what a file is that starts with them, in words: {@code a PNG picture}
 */
public record Magic(String hex, String content) {
  /** Such bytes. */
  public static Magic of(byte[] bytes, String content) {
    return new Magic(HexFormat.of().formatHex(bytes), content);
  }
}
