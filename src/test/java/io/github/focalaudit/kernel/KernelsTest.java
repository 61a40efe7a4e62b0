package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
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
    assertThat(nameFor(settings(1e-8, 5, 6), false)).isEqualTo("reference");
    // 1e-8^(3.63 + 1) = 9.1e-38, and 1e-8^(3.62 + 1) = 1.1e-37.
    assertThat(nameFor(settings(1e-8, 3.63), false)).isEqualTo("reference");
    assertThat(nameFor(settings(1e-8, 3.62), false)).isEqualTo("vector");
    assertThat(nameFor(settings(1e-4, 5), false)).isEqualTo("vector");
  }

  @Test
  void theSumsOfAGammaDoNotDependOnOneThatFloatsCannotCarry() {
    KernelSettings both = settings(1e-8, 5, 2);
    assertThat(nameFor(both, false)).isEqualTo("vector+reference");
    BlockSums together = score(Kernels.create(KernelKind.VECTOR, both, false), both);
    KernelSettings two = settings(1e-8, 2);
    BlockSums alone = score(new VectorFocalLossKernel(two), two);
    KernelSettings five = settings(1e-8, 5);
    BlockSums precise = score(new ReferenceFocalLossKernel(five), five);
    for (int c = 0; c < 3; c++) {
      assertThat(together.positive(1, c)).isEqualTo(alone.positive(0, c)).isPositive();
      assertThat(together.negative(1, c)).isEqualTo(alone.negative(0, c));
      assertThat(together.positive(0, c)).isEqualTo(precise.positive(0, c));
      assertThat(together.negative(0, c)).isEqualTo(precise.negative(0, c)).isPositive();
    }
    assertThat(together.crossEntropy()).isEqualTo(alone.crossEntropy());
    assertThat(together.qualityWeight()).isEqualTo(alone.qualityWeight());
  }

  private static BlockSums score(FocalLossKernel kernel, KernelSettings settings) {
    SplittableRandom random = new SplittableRandom(3);
    Tile tile = new Tile(3, TargetKind.LABELS, false);
    for (int i = 0; i < tile.scores().length; i++) {
      tile.scores()[i] = (float) (random.nextDouble() * 20 - 10);
    }
    for (int i = 0; i < Tile.PIXELS; i++) {
      tile.targets()[i] = random.nextInt(3);
    }
    tile.fill(Tile.PIXELS);
    BlockSums sums = new BlockSums(settings);
    BlockCounts counts = new BlockCounts(settings);
    kernel.score(tile, sums, counts);
    assertThat(counts.validPixels()).isEqualTo(Tile.PIXELS);
    return sums;
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
