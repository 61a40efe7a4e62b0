package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.ArrayHeader;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The preamble and header of a NumPy file, format versions 1.0 to 3.0, read strictly: what NumPy
 * itself would not write is refused rather than guessed.
 *
 * @param array what the header says
 * @param byteLength bytes before the first element
 */
record NpyHeader(ArrayHeader array, int byteLength) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy's own limit for headers that are not trusted. */
  private static final int MAX_HEADER_BYTES = 10_000;

  private static final int MAX_DIMENSIONS = 64;
  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  /** Bytes from the start of a file or member, in sequence. */
  interface Input {
    /** Reads up to {@code length} bytes; fewer only at the end. */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Bytes of the file or member in total. */
    long length();
  }

  static NpyHeader read(Input input, Location location) throws IOException {
    byte[] preamble = new byte[12];
    int got = input.read(preamble, 0, 8);
    if (got == 0) {
      throw location.fault(ReasonCode.TRUNCATED, 0, "empty file");
    }
    int compared = Math.min(got, MAGIC.length);
    if (!Arrays.equals(preamble, 0, compared, MAGIC, 0, compared)) {
      throw location.fault(
          ReasonCode.MALFORMED,
          0,
          "wrong magic: expected "
              + hex(MAGIC, MAGIC.length)
              + " (NumPy), got "
              + hex(preamble, got));
    }
    checkPreamble(location, got, 8);
    int major = preamble[6] & 0xff;
    int minor = preamble[7] & 0xff;
    if (major < 1 || major > 3 || minor != 0) {
      throw location.fault(
          ReasonCode.UNSUPPORTED_FORMAT,
          6,
          "unknown version: expected 1.0, 2.0 or 3.0, got " + major + "." + minor);
    }
    int lengthBytes = major == 1 ? 2 : 4;
    int start = 8 + lengthBytes;
    checkPreamble(location, 8 + input.read(preamble, 8, lengthBytes), start);
    long length = 0;
    for (int i = start - 1; i >= 8; i--) {
      length = (length << 8) | (preamble[i] & 0xff);
    }
    if (length > input.length() - start) {
      throw location.fault(
          ReasonCode.TRUNCATED,
          8,
          "header of " + length + " bytes, but only " + (input.length() - start) + " follow");
    }
    if (length == 0) {
      throw location.fault(ReasonCode.MALFORMED, 8, "empty header");
    }
    if (length > MAX_HEADER_BYTES) {
      throw location.fault(
          ReasonCode.MALFORMED,
          8,
          "header of " + length + " bytes, at most " + MAX_HEADER_BYTES + " expected");
    }
    byte[] bytes = new byte[(int) length];
    if (input.read(bytes, 0, bytes.length) < bytes.length) {
      throw location.fault(ReasonCode.TRUNCATED, 8, "ends inside the header");
    }
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    byte last = bytes[bytes.length - 1];
    if (last == '\r') {
      throw location.fault(
          ReasonCode.MALFORMED,
          start + length - 1,
          "header ends in CR, not in a line feed: was the file changed by a transfer as text?");
    }
    ArrayHeader array = parse(text(bytes, charset, start, location), charset, start, location);
    if (last != '\n') {
      throw location.fault(
          ReasonCode.MALFORMED, start + length - 1, "header does not end in a line feed");
    }
    return new NpyHeader(array, start + bytes.length);
  }

  private static void checkPreamble(Location location, int got, int expected)
      throws BadInputException {
    if (got < expected) {
      throw location.fault(
          ReasonCode.TRUNCATED,
          got,
          "ends inside the preamble: expected " + expected + " bytes, got " + got);
    }
  }

  private static String hex(byte[] bytes, int length) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(length, bytes.length));
  }

  private static String text(byte[] bytes, Charset charset, int start, Location location)
      throws BadInputException {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw location.fault(ReasonCode.MALFORMED, start, "header is not " + charset);
    }
  }

  private static ArrayHeader parse(String text, Charset charset, int start, Location location)
      throws BadInputException {
    try {
      Map<String, LiteralParser.Value> dict = LiteralParser.parseDict(text);
      for (String key : KEYS) {
        if (!dict.containsKey(key)) {
          throw new LiteralParser.SyntaxException(0, "missing key '" + key + "'");
        }
      }
      for (Map.Entry<String, LiteralParser.Value> entry : dict.entrySet()) {
        if (!KEYS.contains(entry.getKey())) {
          throw new LiteralParser.SyntaxException(
              entry.getValue().position(), "unknown key '" + entry.getKey() + "'");
        }
      }
      LiteralParser.Value order = get(dict, "fortran_order");
      if (!(order.value() instanceof Boolean fortran)) {
        throw new LiteralParser.SyntaxException(
            order.position(), "fortran_order is neither True nor False");
      }
      long[] dims = shape(get(dict, "shape"));
      LiteralParser.Value descr = get(dict, "descr");
      int offset = start + text.substring(0, descr.position()).getBytes(charset).length;
      return array(descr.value(), fortran, dims, offset, location);
    } catch (LiteralParser.SyntaxException e) {
      int offset = start + text.substring(0, e.position()).getBytes(charset).length;
      throw location.fault(ReasonCode.MALFORMED, offset, "header: " + e.getMessage());
    }
  }

  private static LiteralParser.Value get(Map<String, LiteralParser.Value> dict, String key) {
    LiteralParser.Value value = dict.get(key);
    if (value == null) {
      throw new IllegalStateException("key checked before: " + key);
    }
    return value;
  }

  private static long[] shape(LiteralParser.Value value) throws LiteralParser.SyntaxException {
    if (!(value.value() instanceof LiteralParser.Sequence sequence) || !sequence.tuple()) {
      throw new LiteralParser.SyntaxException(value.position(), "shape is not a tuple");
    }
    List<LiteralParser.Value> items = sequence.items();
    if (items.size() > MAX_DIMENSIONS) {
      throw new LiteralParser.SyntaxException(
          value.position(), items.size() + " dimensions, at most " + MAX_DIMENSIONS + " expected");
    }
    long[] dims = new long[items.size()];
    for (int i = 0; i < dims.length; i++) {
      LiteralParser.Value item = items.get(i);
      if (!(item.value() instanceof Long size)) {
        throw new LiteralParser.SyntaxException(item.position(), "a size is not an integer");
      }
      if (size < 0) {
        throw new LiteralParser.SyntaxException(item.position(), "negative size: " + size);
      }
      dims[i] = size;
    }
    return dims;
  }

  private static ArrayHeader array(
      Object descr, boolean fortran, long[] dims, long offset, Location location)
      throws BadInputException {
    if (descr instanceof LiteralParser.Sequence) {
      throw location.fault(ReasonCode.UNSUPPORTED_DTYPE, offset, "structured dtype");
    }
    if (!(descr instanceof String code)) {
      throw location.fault(ReasonCode.MALFORMED, offset, "header: descr is not a string");
    }
    if (code.matches("[<>|=]?O\\d*")) {
      throw location.fault(
          ReasonCode.UNSUPPORTED_DTYPE, offset, "object dtype '" + code + "' is never unpickled");
    }
    char byteOrder = code.isEmpty() ? ' ' : code.charAt(0);
    ElementType type = code.isEmpty() ? null : ElementType.ofCode(code.substring(1));
    boolean known = byteOrder == '<' || byteOrder == '>' || byteOrder == '|';
    if (type == null || !known || (byteOrder == '|' && type.byteLength() > 1)) {
      throw location.fault(
          ReasonCode.UNSUPPORTED_DTYPE,
          offset,
          "dtype '"
              + code
              + "': expected f2, f4, f8, i1 to i8, u1 to u8 or b1 with its byte order, such as"
              + " '<f4'");
    }
    try {
      return new ArrayHeader(type, byteOrder == '>', fortran, dims);
    } catch (ArithmeticException e) {
      throw location.fault(
          ReasonCode.MALFORMED, offset, "size overflow: shape " + Arrays.toString(dims));
    }
  }
}
