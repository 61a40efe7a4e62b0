package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class Nd4jFocalLossKernelTest extends FocalLossKernelContractTest {
  private static final List<String> CASES = GoldenCase.NAMES;

  @Override
  FocalLossKernel create(KernelSettings settings) {
    return Kernels.create(KernelKind.ND4J, settings, false);
  }

  /** In probability space 1 - p is off by up to 3e-16, which is 3e-8 of the smallest, 1e-8. */
  @Override
  double tolerance(double gamma) {
    return 3e-8 * (gamma + 1);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void matchesTheClampedSums(String name) throws IOException {
    GoldenCase golden = GoldenCase.read(GoldenCase.ROOT.resolve(name));
    KernelSettings settings = golden.settings(1e-8);
    KernelGoldenTest.assertClamped(golden, settings, create(settings));
  }

  @Test
  void saysThatItIsAvailable() {
    assertThat(Nd4jFocalLossKernel.unavailable()).isEmpty();
    assertThat(Nd4jFocalLossKernel.isAvailable()).isTrue();
  }
}
