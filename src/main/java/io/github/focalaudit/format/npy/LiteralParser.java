package io.github.focalaudit.format.npy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of Python's literals that the headers of NumPy files use: strings without escapes,
 * decimal integers, True, False, None, tuples, lists, and one dict at the top. Nothing is
 * evaluated.
 */
final class LiteralParser {
  private static final int MAX_DEPTH = 8;

  /** Text that is no such literal. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int position;

    SyntaxException(int position, String message) {
      super(message);
      this.position = position;
    }

    /** Index of the character at fault. */
    int position() {
      return position;
    }
  }

  /** A value and the index of its first character: a String, Long, Boolean, None or Sequence. */
  record Value(Object value, int position) {}

  /** A tuple or list. */
  record Sequence(boolean tuple, List<Value> items) {}

  /** Python's None. */
  enum None {
    NONE
  }

  private static final Map<String, Object> WORDS =
      Map.of("True", true, "False", false, "None", None.NONE);

  private final String text;
  private int at;

  private LiteralParser(String text) {
    this.text = text;
  }

  /** Parses one dict with string keys, surrounded by white space only. */
  static Map<String, Value> parseDict(String text) throws SyntaxException {
    LiteralParser parser = new LiteralParser(text);
    Map<String, Value> dict = parser.dict();
    parser.skipBlanks();
    if (parser.at < text.length()) {
      throw parser.error("expected nothing after the dict, got " + parser.found());
    }
    return dict;
  }

  private Map<String, Value> dict() throws SyntaxException {
    expect('{', "a dict");
    Map<String, Value> dict = new LinkedHashMap<>();
    while (!accept('}')) {
      Value key = value(1);
      if (!(key.value() instanceof String name)) {
        throw new SyntaxException(key.position(), "a key is not a string");
      }
      expect(':', "':' after the key");
      if (dict.put(name, value(1)) != null) {
        throw new SyntaxException(key.position(), "key '" + name + "' is given twice");
      }
      if (!accept(',')) {
        expect('}', "',' or '}'");
        break;
      }
    }
    return dict;
  }

  private Value value(int depth) throws SyntaxException {
    skipBlanks();
    int start = at;
    if (depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH);
    }
    char c = at < text.length() ? text.charAt(at) : '\0';
    if (c == '\'' || c == '"') {
      return new Value(string(c), start);
    }
    if (c == '(' || c == '[') {
      return new Value(sequence(c == '(', depth), start);
    }
    if (c == '-' || c == '+' || isDigit(c)) {
      return new Value(integer(), start);
    }
    for (Map.Entry<String, Object> word : WORDS.entrySet()) {
      if (text.startsWith(word.getKey(), at)) {
        at += word.getKey().length();
        return new Value(word.getValue(), start);
      }
    }
    throw error("expected a literal, got " + found());
  }

  private String string(char quote) throws SyntaxException {
    int start = ++at;
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' || text.charAt(at) < ' ') {
        throw error("escapes and control characters are not allowed in a string");
      }
      at++;
    }
    if (at == text.length()) {
      throw error("expected the end of a string, got " + found());
    }
    return text.substring(start, at++);
  }

  /** A tuple or list; a single value in parentheses without a comma is that value. */
  private Object sequence(boolean tuple, int depth) throws SyntaxException {
    char end = tuple ? ')' : ']';
    at++;
    List<Value> items = new ArrayList<>();
    boolean comma = false;
    while (!accept(end)) {
      items.add(value(depth + 1));
      comma = accept(',');
      if (!comma) {
        expect(end, "',' or '" + end + "'");
        break;
      }
    }
    return tuple && items.size() == 1 && !comma ? items.get(0).value() : new Sequence(tuple, items);
  }

  /** A decimal integer; the suffix L of Python 2 is dropped. */
  private Long integer() throws SyntaxException {
    int start = at;
    if (text.charAt(at) == '-' || text.charAt(at) == '+') {
      at++;
    }
    int digits = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    char next = at < text.length() ? text.charAt(at) : ' ';
    boolean longer = next == '.' || next == '_' || (Character.isLetter(next) && next != 'L');
    if (at == digits || longer) {
      throw error("expected an integer, got " + found());
    }
    if (text.charAt(digits) == '0' && at > digits + 1) {
      throw new SyntaxException(digits, "an integer starts with 0");
    }
    String number = text.substring(start, at);
    if (next == 'L') {
      at++;
    }
    try {
      return Long.valueOf(number);
    } catch (NumberFormatException e) {
      throw new SyntaxException(start, "size overflow: " + number);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char c) {
    skipBlanks();
    boolean there = at < text.length() && text.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void expect(char c, String what) throws SyntaxException {
    if (!accept(c)) {
      throw error("expected " + what + ", got " + found());
    }
  }

  private String found() {
    if (at >= text.length()) {
      return "the end of the header";
    }
    char c = text.charAt(at);
    return c > ' ' && c < 0x7f ? "'" + c + "'" : String.format("character U+%04X", (int) c);
  }

  private SyntaxException error(String message) {
    return new SyntaxException(at, message);
  }
}
