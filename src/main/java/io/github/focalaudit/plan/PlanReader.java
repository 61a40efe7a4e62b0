package io.github.focalaudit.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the pieces of a {@link PartitionPlan}; damage is an error with its offset. */
final class PlanReader {
  private static final int LAST_SHIFT = 56;

  private final byte[] bytes;
  private final String[] last;
  private int position;

  PlanReader(byte[] bytes, int kinds) {
    this.bytes = bytes;
    last = new String[kinds];
    Arrays.fill(last, "");
  }

  int single() {
    if (position >= bytes.length) {
      throw damaged("it ends");
    }
    return bytes[position++] & 0xFF;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
      int next = single();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw damaged("a number is too long");
  }

  /** A count of things that take a byte each at least. */
  int count() {
    long count = number();
    if (count > bytes.length - position) {
      throw damaged("it announces " + count + " items");
    }
    return (int) count;
  }

  String text(int kind) {
    long shared = number();
    if (shared > last[kind].length()) {
      throw damaged("a text shares " + shared + " characters with one of " + last[kind].length());
    }
    int length = count();
    String text =
        last[kind].substring(0, (int) shared)
            + new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    last[kind] = text;
    return text;
  }

  void end() {
    if (position != bytes.length) {
      throw damaged(bytes.length - position + " bytes are left");
    }
  }

  private IllegalArgumentException damaged(String reason) {
    return new IllegalArgumentException(
        "partition plan is damaged at byte " + position + ": " + reason);
  }
}
