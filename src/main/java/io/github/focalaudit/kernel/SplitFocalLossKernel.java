package io.github.focalaudit.kernel;

import java.util.List;

/**
 * The vector kernel for the gammas that float32 carries, and the reference kernel for the others,
 * so that the sums of a gamma do not depend on which others were asked for. Counts, cross-entropy
 * and label quality are the vector kernel's.
 */
final class SplitFocalLossKernel implements FocalLossKernel {
  private final int classes;
  private final Part vector;
  private final Part reference;
  private final BlockCounts referenceCounts;

  private record Part(
      FocalLossKernel kernel, BlockSums sums, List<Integer> gammaIndices, int classes) {
    void copyTo(BlockSums target) {
      for (int from = 0; from < gammaIndices.size(); from++) {
        int to = gammaIndices.get(from) * classes;
        System.arraycopy(sums.positive, from * classes, target.positive, to, classes);
        System.arraycopy(sums.negative, from * classes, target.negative, to, classes);
      }
    }
  }

  /**
   * @param settings with gammas of both kinds
   * @param vectorGammas indices of those that float32 carries
   * @param referenceGammas indices of the others
   */
  SplitFocalLossKernel(
      KernelSettings settings, List<Integer> vectorGammas, List<Integer> referenceGammas) {
    classes = settings.classes();
    KernelSettings narrow = withGammas(settings, vectorGammas);
    KernelSettings wide = withGammas(settings, referenceGammas);
    vector = part(new VectorFocalLossKernel(narrow), narrow, vectorGammas);
    reference = part(new ReferenceFocalLossKernel(wide), wide, referenceGammas);
    referenceCounts = new BlockCounts(wide);
  }

  private Part part(FocalLossKernel kernel, KernelSettings settings, List<Integer> indices) {
    return new Part(kernel, new BlockSums(settings), List.copyOf(indices), classes);
  }

  private static KernelSettings withGammas(KernelSettings settings, List<Integer> indices) {
    return settings.withGammas(indices.stream().mapToDouble(settings::gamma).toArray());
  }

  @Override
  public String name() {
    return vector.kernel().name() + Kernels.NAME_SEPARATOR + reference.kernel().name();
  }

  @Override
  public boolean acceptsWide() {
    return false;
  }

  /** The reference kernel comes first: it leaves the scores as they are. */
  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    referenceCounts.reset();
    reference.kernel().score(tile, reference.sums(), referenceCounts);
    vector.kernel().score(tile, vector.sums(), counts);
    reference.copyTo(sums);
    vector.copyTo(sums);
    sums.crossEntropy = vector.sums().crossEntropy;
    sums.qualityWeight = vector.sums().qualityWeight;
    sums.qualityWeighted = vector.sums().qualityWeighted;
  }
}
