package io.github.focalaudit.dataset.records;

import io.github.focalaudit.storage.RangeReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * A file as characters: UTF-8, or UTF-16 where its first two bytes say so (a byte order mark, or a
 * character of ASCII). Bytes that are no text of the encoding end in a {@link Malformed}, after the
 * characters before them were read; nothing is replaced. Used by one thread.
 */
final class DecodedText extends Reader {
  private static final int BLOCK_BYTES = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Bytes that the encoding of a file does not have. */
  static final class Malformed extends CharacterCodingException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Malformed(String reason) {
      this.reason = reason;
    }

    @Override
    public String getMessage() {
      return reason;
    }
  }

  private final RangeReader file;
  private final Charset charset;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK_BYTES);
  private final CharBuffer chars = CharBuffer.allocate(BLOCK_BYTES);
  private long position;
  private boolean fresh = true;

  /**
   * @param file stays open and belongs to the caller
   */
  DecodedText(RangeReader file) throws IOException {
    this.file = file;
    bytes.flip();
    chars.flip();
    fill();
    this.charset = charset();
    this.decoder = charset.newDecoder(); // reports what it cannot decode
  }

  private Charset charset() {
    int first = bytes.limit() < 2 ? 1 : bytes.get(0) & 0xff;
    int second = bytes.limit() < 2 ? 1 : bytes.get(1) & 0xff;
    if ((first == 0xff && second == 0xfe) || (first != 0 && second == 0)) {
      return StandardCharsets.UTF_16LE;
    }
    return (first == 0xfe && second == 0xff) || (first == 0 && second != 0)
        ? StandardCharsets.UTF_16BE
        : StandardCharsets.UTF_8;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (!decode()) {
        return -1;
      }
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  /** Decodes some characters; false at the end of the file. */
  private boolean decode() throws IOException {
    if (bytes.remaining() < BLOCK_BYTES / 2) {
      fill();
    }
    boolean end = position == file.length();
    if (end && !bytes.hasRemaining()) {
      return false;
    }
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, end);
    chars.flip();
    if (result.isError() && !chars.hasRemaining()) {
      throw malformed();
    }
    if (fresh && chars.hasRemaining()) {
      fresh = false;
      if (chars.get(0) == BYTE_ORDER_MARK) {
        chars.get();
      }
    }
    return true;
  }

  private Malformed malformed() {
    int value = bytes.get(bytes.position()) & 0xff;
    long offset = position - bytes.remaining();
    return new Malformed(
        "byte 0x%02x at offset %d is no %s text: save the file as UTF-8"
            .formatted(value, offset, charset.name()));
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = (int) Math.min(bytes.remaining(), file.length() - position);
    file.readFully(position, bytes.array(), bytes.position(), count);
    position += count;
    bytes.position(bytes.position() + count);
    bytes.flip();
  }

  @Override
  public void close() {
    // The file belongs to the caller.
  }
}
