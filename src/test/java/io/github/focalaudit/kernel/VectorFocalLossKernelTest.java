package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VectorFocalLossKernelTest extends FocalLossKernelContractTest {
  @Override
  FocalLossKernel create(KernelSettings settings) {
    FocalLossKernel kernel = Kernels.create(KernelKind.VECTOR, settings, false);
    assertThat(kernel).as("the vector path really runs").isInstanceOf(VectorFocalLossKernel.class);
    return kernel;
  }

  @Override
  double tolerance(double gamma) {
    return Kernels.tolerance(gamma);
  }

  @Test
  void runsOnVectorsOfSeveralLanes() {
    assertThat(Kernels.lanes()).isIn(4, 8, 16);
    assertThat(Kernels.vectorUnavailable()).isEmpty();
  }

  @Test
  void refusesWideTiles() {
    KernelSettings settings =
        new KernelSettings(3, Activation.SOFTMAX, TargetKind.LABELS, new double[] {2}, 1e-8);
    FocalLossKernel kernel = create(settings);
    assertThat(kernel.acceptsWide()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                kernel.score(
                    new Tile(3, TargetKind.LABELS, true),
                    new BlockSums(settings),
                    new BlockCounts(settings)))
        .withMessageContaining("wide");
  }
}
