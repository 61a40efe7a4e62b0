package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads files through the public readers, in every layout that fits, and compares values. */
final class PublicReaders {
  private static final BigInteger INT_MIN = BigInteger.valueOf(Integer.MIN_VALUE);
  private static final BigInteger INT_MAX = BigInteger.valueOf(Integer.MAX_VALUE);

  private PublicReaders() {}

  /** Fails where a public reader gives other values than the array's. */
  static void assertAgree(TestFile file, @Nullable String key, SlowArray values)
      throws IOException {
    int rank = values.dims.length;
    if (Arrays.stream(values.dims).anyMatch(size -> size == 0)) {
      return;
    }
    boolean scores =
        !values.code.equals("b1") && !values.code.equals("u4") && !values.code.equals("u8");
    boolean png = file.path().endsWith(".png");
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      if (scores && !png && rank == 3) {
        assertScores(file, key, values, Layout.CHW, scratch);
        assertScores(file, key, values, Layout.HWC, scratch);
      } else if (scores && !png && rank == 4) {
        assertScores(file, key, values, Layout.NCHW, scratch);
        assertScores(file, key, values, Layout.CDHW, scratch);
      }
      if (!values.code.startsWith("f") && rank >= 1 && rank <= 3) {
        assertLabels(file, key, values, scratch);
      }
    }
  }

  static void assertScores(
      TestFile file, @Nullable String key, SlowArray values, Layout layout, ScratchBuffers scratch)
      throws IOException {
    boolean probabilities = values.code.equals("u1") || values.code.equals("u2");
    ScoreOptions options =
        ScoreOptions.of(OpenOptions.defaults().withLayout(layout).withMember(key))
            .withProbabilities(probabilities);
    int images = layout == Layout.NCHW ? values.dims[0] : 1;
    assertThat(ScoreReader.readHeader(file, options).batchCount()).isEqualTo(images);
    for (int image = 0; image < images; image++) {
      ScoreOptions one = layout == Layout.NCHW ? options.withBatchIndex(image) : options;
      try (ScoreReader reader = ScoreReader.open(file, one, scratch)) {
        assertScores(reader, values, layout, image, 100);
      }
    }
  }

  /** Reads the image in steps of so many pixels. */
  static void assertScores(ScoreReader reader, SlowArray values, Layout layout, int image, int step)
      throws IOException {
    ScoreShape shape = reader.shape();
    int pixels = Math.toIntExact(shape.pixelCount());
    int stride = step + 3;
    float[] floats = new float[shape.classes() * stride];
    double[] doubles = new double[shape.classes() * stride];
    boolean wide = reader.elementType().wide();
    for (int first = 0; first < pixels; first += step) {
      int count = Math.min(step, pixels - first);
      if (!wide) {
        reader.read(first, count, floats, stride);
      }
      reader.read(first, count, doubles, stride);
      for (int c = 0; c < shape.classes(); c++) {
        for (int i = 0; i < count; i++) {
          double expected = score(values, layout, shape, image, c, first + i);
          double asDouble = doubles[c * stride + i];
          double asFloat = wide ? expected : floats[c * stride + i];
          boolean same =
              Double.compare(asDouble, expected) == 0
                  && Double.compare(asFloat, wide ? expected : (float) expected) == 0;
          if (!same) {
            throw new AssertionError(
                "%s %s: expected %s, got %s and %s"
                    .formatted(layout, shape.position(c, first + i), expected, asDouble, asFloat));
          }
        }
      }
    }
  }

  private static double score(
      SlowArray values, Layout layout, ScoreShape shape, int image, int c, int pixel) {
    int[] spatial = shape.spatial();
    int x = pixel % spatial[spatial.length - 1];
    int rest = pixel / spatial[spatial.length - 1];
    int at =
        switch (layout) {
          case CHW -> values.index(c, rest, x);
          case HWC -> values.index(rest, x, c);
          case NCHW -> values.index(image, c, rest, x);
          case CDHW -> values.index(c, rest / spatial[1], rest % spatial[1], x);
        };
    double scale = values.code.equals("u1") ? 255 : values.code.equals("u2") ? 65535 : 1;
    return values.value(at) / scale;
  }

  private static void assertLabels(
      TestFile file, @Nullable String key, SlowArray values, ScratchBuffers scratch)
      throws IOException {
    boolean fits = true;
    for (int at = 0; at < values.bits.length; at++) {
      BigInteger value = values.whole(at);
      boolean bool = !values.code.equals("b1") || value.bitLength() <= 1;
      fits &= bool && value.compareTo(INT_MIN) >= 0 && value.compareTo(INT_MAX) <= 0;
    }
    try (LabelReader reader =
        LabelReader.open(file, LabelOptions.of(OpenOptions.defaults().withMember(key)), scratch)) {
      assertThat(reader.shape().spatial()).isEqualTo(values.dims);
      int[] labels = new int[values.bits.length];
      if (!fits) {
        assertThatThrownBy(() -> reader.read(0, labels.length, labels))
            .isInstanceOf(BadInputException.class)
            .hasMessageMatching(
                "(?s).*(LABEL_OUT_OF_RANGE.*x \\d+: label -?\\d+ does not fit|MALFORMED.*a bool).*");
        return;
      }
      reader.read(0, labels.length, labels);
      for (int at = 0; at < labels.length; at++) {
        assertThat(labels[at]).as("label %d", at).isEqualTo(values.whole(at).intValueExact());
      }
    }
  }
}
