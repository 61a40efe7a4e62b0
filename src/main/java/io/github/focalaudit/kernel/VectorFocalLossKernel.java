package io.github.focalaudit.kernel;

/**
 * The default kernel: float32 lanes of {@code jdk.incubator.vector}, with hand-written passes over
 * a block.
 *
 * <p>Against double precision every sum of an image is within {@code 2e-6 * (gamma + 1)} relative
 * plus 1e-37 a pixel, for finite logits and -inf, eps at least 1e-8, and gammas that {@link
 * Kernels#needsReference} lets through. The bits of a block do not depend on the vector width or
 * the processor: every sum has 16 virtual lanes, added as doubles in index order.
 *
 * <p>Not thread-safe.
 */
public final class VectorFocalLossKernel implements FocalLossKernel {
  /** The name that rows and summaries carry. */
  public static final String NAME = "vector";

  private final VectorPath path;

  /**
   * A kernel of these settings.
   *
   * @throws IllegalArgumentException where {@link Kernels#needsReference} holds
   */
  public VectorFocalLossKernel(KernelSettings settings) {
    if (Kernels.needsReference(settings)) {
      throw new IllegalArgumentException(
          "float32 does not carry eps " + settings.eps() + " with the gammas asked for");
    }
    if (settings.activation() != Activation.SOFTMAX) {
      path = new VectorElementPath(settings);
    } else if (settings.classes() == 2) {
      path = new VectorTwoClassPath(settings);
    } else {
      path = new VectorSoftmaxPath(settings);
    }
  }

  /** Float lanes of a hardware vector. */
  static int lanes() {
    return VectorMath.LANES;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean acceptsWide() {
    return false;
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    if (tile.wide()) {
      throw new IllegalArgumentException("the vector kernel does not take wide tiles");
    }
    sums.reset();
    path.score(tile, sums, counts);
  }
}
