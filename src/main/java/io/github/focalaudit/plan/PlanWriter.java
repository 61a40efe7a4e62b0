package io.github.focalaudit.plan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the pieces of a {@link PartitionPlan}. */
final class PlanWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final String[] last;

  PlanWriter(int kinds) {
    last = new String[kinds];
    Arrays.fill(last, "");
  }

  void single(int value) {
    bytes.write(value);
  }

  /** A number of 0 or more, in 1 to 9 bytes. */
  void number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative number: " + value);
    }
    long rest = value;
    while (rest > 0x7F) {
      bytes.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  void text(int kind, String text) {
    int shared = sharedPrefix(last[kind], text);
    byte[] rest = text.substring(shared).getBytes(StandardCharsets.UTF_8);
    number(shared);
    number(rest.length);
    bytes.write(rest, 0, rest.length);
    last[kind] = text;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private static int sharedPrefix(String left, String right) {
    int limit = Math.min(left.length(), right.length());
    int shared = 0;
    while (shared < limit && left.charAt(shared) == right.charAt(shared)) {
      shared++;
    }
    // A surrogate pair may not be cut: half of one has no UTF-8 form.
    return shared > 0 && Character.isHighSurrogate(right.charAt(shared - 1)) ? shared - 1 : shared;
  }
}
