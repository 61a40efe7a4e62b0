package io.github.focalaudit.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.warning.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunWarningsTest {
  @Test
  void countsQuarantinedInputsByReason() {
    assertThat(RunWarnings.quarantined(new TreeMap<>(Map.of("NAN", 1L))))
        .isEqualTo("1 input is quarantined: 1 NAN");
    assertThat(RunWarnings.quarantined(new TreeMap<>(Map.of("TRUNCATED", 2L, "NAN", 1L))))
        .isEqualTo("3 inputs are quarantined: 1 NAN, 2 TRUNCATED");
  }

  @Test
  void countsImagesWhoseGammasAreSharedWithTheReferenceKernel() {
    assertThat(fallback(Map.of("vector", 9L))).isEmpty();
    assertThat(fallback(Map.of("vector", 9L, "reference", 2L)))
        .singleElement()
        .asString()
        .startsWith("2 images were scored by the reference kernel: their stored type");
    assertThat(fallback(Map.of("vector+reference", 7L, "reference", 2L)))
        .singleElement()
        .asString()
        .startsWith(
            "9 images were scored by the reference kernel, 7 of them for some gammas only: their");
  }

  private static List<String> fallback(Map<String, Long> kernels) {
    List<Warning> warnings = new ArrayList<>();
    RunWarnings.addFallback(warnings, new TreeMap<>(kernels));
    return warnings.stream().map(Warning::text).toList();
  }

  @Test
  void saysHowManyInputsMayBeBad() {
    assertThat(RunWarnings.tooManyBad(1, 1, 0)).isEqualTo("1 of 1 input is bad, and none may be");
    assertThat(RunWarnings.tooManyBad(3, 20, 0.0))
        .isEqualTo("3 of 20 inputs are bad, and none may be");
    assertThat(RunWarnings.tooManyBad(1, 9, 0.025))
        .isEqualTo("1 of 9 inputs is bad, and at most 2.5 % may be");
    assertThat(RunWarnings.tooManyBad(30, 90, 1e-3))
        .isEqualTo("30 of 90 inputs are bad, and at most 0.1 % may be");
  }
}
