package io.github.focalaudit.kernel;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the kernel for what was asked, what the settings need and what this JVM offers.
 * Thread-safe.
 */
public final class Kernels {
  /**
   * Changes whenever the bits of a result or of a fingerprint may change. Results of different
   * versions are not mixed.
   */
  public static final int NUMERIC_VERSION = 3;

  /** The first version whose fingerprints of masks are those of {@link Fingerprint}. */
  public static final int MASK_HASH_VERSION = 3;

  /** Between the names of the kernels that scored an image together. */
  static final String NAME_SEPARATOR = "+";

  /** Relative tolerance of a sum by {@code gamma + 1}: the contract of the vector kernel. */
  private static final double VECTOR_TOLERANCE = 2e-6;

  /** Relative tolerance of a sum of the kernels in double precision. */
  private static final double DOUBLE_TOLERANCE = 1e-12;

  private static final Set<String> DOUBLE_KERNELS =
      Set.of(ReferenceFocalLossKernel.NAME, Nd4jFocalLossKernel.NAME);

  /** The smallest clamp that float32 carries. */
  private static final double SMALLEST_VECTOR_EPS = 1e-8;

  /** Terms below this are lost in float32, whose smallest normal number is 1.2e-38. */
  private static final double SMALLEST_VECTOR_TERM = 1e-37;

  private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);
  private static final AtomicBoolean FALLBACK_LOGGED = new AtomicBoolean();

  private Kernels() {}

  /** Whether a kernel of that name is the reference kernel, or leaves some gammas to it. */
  public static boolean usesReference(String name) {
    return List.of(name.split(Pattern.quote(NAME_SEPARATOR), -1))
        .contains(ReferenceFocalLossKernel.NAME);
  }

  /** How far a sum of the vector kernel may be from double precision, relative. */
  public static double tolerance(double gamma) {
    return VECTOR_TOLERANCE * (gamma + 1);
  }

  /**
   * How far a sum of images may be from exact arithmetic on the stored scores, relative: 2e-6
   * (gamma + 1), and 1e-37 a pixel, where the vector kernel took part, else 1e-12; and what the
   * scores lost when they were read, {@code rounding * (gamma + 1)}. As no term is negative, a
   * ratio of such sums and counts is as good.
   *
   * @param names of the kernels that scored the images
   * @param rounding largest relative error by {@code gamma + 1} that reading a score adds; 0 where
   *     every score is read as it is stored
   * @return null for none
   */
  public static @Nullable Double relativeBound(
      Collection<String> names, double rounding, double gamma) {
    if (names.isEmpty()) {
      return null;
    }
    double kernel = DOUBLE_KERNELS.containsAll(names) ? DOUBLE_TOLERANCE : tolerance(gamma);
    return kernel + rounding * (gamma + 1);
  }

  /**
   * A new kernel for one thread. Asked for {@link KernelKind#VECTOR}, the reference kernel is made
   * where scores are wide, float32 carries no gamma, or the vector module is missing, which is
   * logged once. Where float32 carries only some of the gammas, the reference kernel scores the
   * others, and the name says both.
   *
   * @param kind what is asked for
   * @param settings what to compute
   * @param wide whether the tiles will be wide
   * @throws IllegalStateException where ND4J is asked for and is not available
   */
  public static FocalLossKernel create(KernelKind kind, KernelSettings settings, boolean wide) {
    return switch (kind) {
      case REFERENCE -> new ReferenceFocalLossKernel(settings);
      case ND4J -> new Nd4jFocalLossKernel(settings);
      case VECTOR -> createVector(settings, wide);
    };
  }

  private static FocalLossKernel createVector(KernelSettings settings, boolean wide) {
    Map<Boolean, List<Integer>> gammas =
        IntStream.range(0, settings.gammaCount())
            .boxed()
            .collect(Collectors.partitioningBy(g -> carries(settings.eps(), settings.gamma(g))));
    List<Integer> carried = gammas.getOrDefault(true, List.of());
    if (wide || carried.isEmpty()) {
      return new ReferenceFocalLossKernel(settings);
    }
    Optional<String> missing = vectorUnavailable();
    if (missing.isPresent()) {
      if (FALLBACK_LOGGED.compareAndSet(false, true)) {
        LOG.warn(
            "The vector kernel is not available ({}); the reference kernel scores instead, at a"
                + " small part of the speed. Start this JVM with"
                + " --add-modules=jdk.incubator.vector.",
            missing.get());
      }
      return new ReferenceFocalLossKernel(settings);
    }
    return carried.size() == settings.gammaCount()
        ? new VectorFocalLossKernel(settings)
        : new SplitFocalLossKernel(settings, carried, gammas.getOrDefault(false, List.of()));
  }

  /** Whether float32 carries the terms of a gamma at the clamp. */
  private static boolean carries(double eps, double gamma) {
    return eps >= SMALLEST_VECTOR_EPS && StrictMath.pow(eps, gamma + 1) >= SMALLEST_VECTOR_TERM;
  }

  /**
   * Whether float32 cannot carry every gamma of the settings, whatever the scores' type: eps below
   * 1e-8, or a gamma with eps^(gamma + 1) below 1e-37.
   */
  public static boolean needsReference(KernelSettings settings) {
    for (int g = 0; g < settings.gammaCount(); g++) {
      if (!carries(settings.eps(), settings.gamma(g))) {
        return true;
      }
    }
    return false;
  }

  /** Why the vector kernel cannot run in this JVM; empty where it can. */
  public static Optional<String> vectorUnavailable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? Optional.empty()
        : Optional.of("module jdk.incubator.vector is not resolved");
  }

  /** Float lanes of this JVM's preferred vector; 0 where the vector module is missing. */
  public static int lanes() {
    return vectorUnavailable().isPresent() ? 0 : VectorFocalLossKernel.lanes();
  }
}
