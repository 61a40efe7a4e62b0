package io.github.focalaudit.format.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.TestFile;
import io.github.focalaudit.format.png.PngLabelWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NpyWriterTest {
  @Test
  void theHeaderIsTheOneThatNumPyWrites() throws IOException {
    // np.save of np.zeros((2, 3), '<f4'): magic, version, length 118, dict, padding to 128 bytes.
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(out, ElementType.F4, new int[] {2, 3}, new float[6]);
    byte[] bytes = out.toByteArray();
    assertThat(bytes).hasSize(128 + 24).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    String header = new String(bytes, 10, 118, StandardCharsets.US_ASCII);
    assertThat(header)
        .isEqualTo(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + " ".repeat(58) + "\n");
  }

  @Test
  void integersAreReadBack() throws IOException {
    Map<ElementType, int[]> ranges =
        Map.of(
            ElementType.BOOL, new int[] {0, 1},
            ElementType.I1, new int[] {-128, 127},
            ElementType.U1, new int[] {0, 255},
            ElementType.I2, new int[] {-32768, 32767},
            ElementType.U2, new int[] {0, 65535},
            ElementType.I4, new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE},
            ElementType.U4, new int[] {0, Integer.MAX_VALUE},
            ElementType.I8, new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE},
            ElementType.U8, new int[] {0, Integer.MAX_VALUE});
    for (Map.Entry<ElementType, int[]> entry : ranges.entrySet()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      NpyWriter.write(out, entry.getKey(), new int[] {2}, entry.getValue());
      int[] labels = new int[2];
      try (LabelReader reader =
          LabelReader.open(
              TestFile.of("a.npy", out.toByteArray()),
              LabelOptions.defaults(),
              new ScratchBuffers())) {
        assertThat(reader.elementType()).isEqualTo(entry.getKey());
        reader.read(0, 2, labels);
      }
      assertThat(labels).as(entry.getKey().label()).isEqualTo(entry.getValue());
    }
  }

  @Test
  void floatsAreReadBack() throws IOException {
    SplittableRandom random = new SplittableRandom(51);
    double[] values = random.doubles(3 * 100 * 91, -20, 20).toArray();
    for (ElementType type : new ElementType[] {ElementType.F2, ElementType.F4, ElementType.F8}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      NpyWriter.write(out, type, new int[] {3, 100, 91}, values);
      double[] read = new double[values.length];
      try (ScoreReader reader =
          ScoreReader.open(
              TestFile.of("a.npy", out.toByteArray()),
              ScoreOptions.defaults(),
              new ScratchBuffers())) {
        reader.read(0, 9100, read, 9100);
      }
      // Half a unit in the last place, relative: 2^-11, 2^-24, none.
      double error = type == ElementType.F2 ? 0x1p-11 : type == ElementType.F4 ? 0x1p-24 : 0;
      for (int at = 0; at < values.length; at++) {
        double most = Math.max(Math.abs(values[at]) * error, type == ElementType.F2 ? 0x1p-25 : 0);
        assertThat(Math.abs(read[at] - values[at])).isLessThanOrEqualTo(most);
      }
    }
  }

  @Test
  void valuesThatDoNotFitAreTheCallersMistake() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.write(out, ElementType.U1, new int[] {1}, new int[] {256}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.write(out, ElementType.U1, new int[] {2}, new int[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.write(out, ElementType.F4, new int[] {1}, new int[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NpyWriter.write(out, ElementType.I4, new int[] {1}, new float[] {1}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PngLabelWriter.write(out, 1, 1, 8, new int[] {256}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PngLabelWriter.write(out, 1, 2, 8, new int[] {1}));
  }
}
