package io.github.focalaudit.dataset;

import io.github.focalaudit.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Small UTF-8 files that a user wrote. */
final class TextFiles {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TextFiles() {}

  /** The text without a byte order mark. */
  static String read(Storage storage, String path, int limitBytes) throws IOException {
    try {
      byte[] bytes = storage.readBytes(path, limitBytes);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DatasetException(path + " is not UTF-8 text", e);
    } catch (FileNotFoundException e) {
      throw new DatasetException("no such file: " + path, e);
    }
  }
}
