package io.github.focalaudit.format.text;

import io.github.focalaudit.format.Access;
import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.ArrayHeader;
import io.github.focalaudit.format.Content;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Format;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.Magic;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Arrays as text: a line {@code sizes 2 3 4}, then values between blanks. Scores are f4, labels i4.
 * Written against the public contract alone, as a format of its own package has to be.
 */
final class TextFormat implements Format {
  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<String> suffixes() {
    return List.of(".txt", ".text");
  }

  @Override
  public List<Magic> magics() {
    return List.of();
  }

  @Override
  public boolean opensByName() {
    return true;
  }

  @Override
  public Set<Content> contents() {
    return EnumSet.allOf(Content.class);
  }

  @Override
  public Access access() {
    return Access.STREAM;
  }

  @Override
  public boolean holdsBatches() {
    return false;
  }

  @Override
  public ArrayBody open(FileHead file, Content content, ScratchBuffers scratch) throws IOException {
    StringBuilder line = new StringBuilder();
    byte[] one = new byte[1];
    for (int at = 0; at < file.length(); at++) {
      file.read(at, one, 0, 1);
      if (one[0] == '\n') {
        break;
      }
      line.append((char) one[0]);
    }
    String[] words = line.toString().split(" ");
    if (!words[0].equals("sizes")) {
      throw file.location().fault(ReasonCode.MALFORMED, 0, "expected 'sizes', got '" + line + "'");
    }
    long[] dims = new long[words.length - 1];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = Long.parseLong(words[axis + 1]);
    }
    ElementType type = content == Content.SCORES ? ElementType.F4 : ElementType.I4;
    return new Text(file, line.length() + 1, new ArrayHeader(type, true, false, dims));
  }

  private record Text(FileHead file, int start, ArrayHeader header) implements ArrayBody {
    @Override
    public Location location() {
      return file.location();
    }

    @Override
    public void readAll(byte[] target, ScratchBuffers scratch) throws IOException {
      int length = Math.toIntExact(file.length() - start);
      byte[] input = scratch.input(length);
      file.read(start, input, 0, length);
      ByteBuffer values = ByteBuffer.wrap(target, 0, Math.toIntExact(header.byteLength()));
      for (String word : new String(input, 0, length, StandardCharsets.US_ASCII).split("\\s+")) {
        if (!values.hasRemaining()) {
          throw location().fault(ReasonCode.MALFORMED, "more values than sizes promise");
        }
        if (header.type() == ElementType.F4) {
          values.putFloat(Float.parseFloat(word));
        } else {
          values.putInt(Integer.parseInt(word));
        }
      }
      if (values.hasRemaining()) {
        throw location().fault(ReasonCode.TRUNCATED, "fewer values than sizes promise");
      }
    }
  }
}
