package io.github.focalaudit.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of the npy format as the test data needs: little-endian, C order, read as doubles. */
record Npy(String dtype, int[] shape, double[] values) {
  private static final Pattern HEADER =
      Pattern.compile("'descr': '([^']+)'.*'fortran_order': False.*'shape': \\(([^)]*)\\)");

  static Npy read(Path path) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + bytes.getShort(8);
    String text = new String(bytes.array(), 10, start - 10, StandardCharsets.US_ASCII);
    Matcher header = HEADER.matcher(text);
    if (!header.find()) {
      throw new IOException(path + ": header not understood: " + text);
    }
    int[] shape =
        Arrays.stream(header.group(2).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    double[] values = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    bytes.position(start);
    for (int i = 0; i < values.length; i++) {
      values[i] = next(bytes, header.group(1));
    }
    return new Npy(header.group(1), shape, values);
  }

  private static double next(ByteBuffer bytes, String dtype) {
    return switch (dtype) {
      case "<f2" -> half(bytes.getShort());
      case "<f4" -> bytes.getFloat();
      case "<f8" -> bytes.getDouble();
      case "|u1" -> bytes.get() & 0xff;
      case "<i2" -> bytes.getShort();
      default -> throw new IllegalArgumentException("dtype " + dtype);
    };
  }

  /** IEEE 754 binary16 by its definition. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24;
    } else if (exponent == 31) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else {
      magnitude = (1024 + fraction) * Math.scalb(1d, exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
