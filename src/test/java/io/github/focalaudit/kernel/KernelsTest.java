package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KernelsTest {
  private static KernelSettings settings(double eps, double... gammas) {
    return new KernelSettings(3, Activation.SOFTMAX, TargetKind.LABELS, gammas, eps);
  }

  private static String nameFor(KernelSettings settings, boolean wide) {
    return Kernels.create(KernelKind.VECTOR, settings, wide).name();
  }

  @Test
  void theVectorKernelIsTheDefault() {
    assertThat(nameFor(settings(1e-8, 2), false)).isEqualTo("vector");
  }

  @Test
  void whatFloatsCannotCarryGoesToTheReferenceKernel() {
    assertThat(nameFor(settings(1e-8, 2), true)).isEqualTo("reference");
    assertThat(nameFor(settings(0, 2), false)).isEqualTo("reference");
    assertThat(nameFor(settings(9e-9, 2), false)).isEqualTo("reference");
    assertThat(nameFor(settings(1e-8, 2, 5), false)).isEqualTo("reference");
    // 1e-8^(3.63 + 1) = 9.1e-38, and 1e-8^(3.62 + 1) = 1.1e-37.
    assertThat(nameFor(settings(1e-8, 3.63), false)).isEqualTo("reference");
    assertThat(nameFor(settings(1e-8, 3.62), false)).isEqualTo("vector");
    assertThat(nameFor(settings(1e-4, 5), false)).isEqualTo("vector");
  }

  @Test
  void theVectorKernelItselfRefusesThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VectorFocalLossKernel(settings(0, 2)))
        .withMessageContaining("eps 0.0");
  }

  @Test
  void theReferenceKernelIsMadeWhenAskedFor() {
    FocalLossKernel kernel = Kernels.create(KernelKind.REFERENCE, settings(1e-8, 2), false);
    assertThat(kernel.name()).isEqualTo("reference");
    assertThat(kernel.acceptsWide()).isTrue();
  }
}
