package io.github.focalaudit.kernel;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the kernel for what was asked, what the settings need and what this JVM offers.
 * Thread-safe.
 */
public final class Kernels {
  /**
   * Changes whenever the bits of a result may change. Results of different versions are not mixed.
   */
  public static final int NUMERIC_VERSION = 1;

  /** The smallest clamp that float32 carries. */
  private static final double SMALLEST_VECTOR_EPS = 1e-8;

  /** Terms below this are lost in float32, whose smallest normal number is 1.2e-38. */
  private static final double SMALLEST_VECTOR_TERM = 1e-37;

  private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);
  private static final AtomicBoolean FALLBACK_LOGGED = new AtomicBoolean();

  private Kernels() {}

  /**
   * A new kernel for one thread. Asked for {@link KernelKind#VECTOR}, the reference kernel is made
   * where scores are wide, {@link #needsReference} holds, or the vector module is missing, which is
   * logged once.
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
    if (wide || needsReference(settings)) {
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
    return new VectorFocalLossKernel(settings);
  }

  /**
   * Whether float32 cannot carry the settings, whatever the scores' type: eps below 1e-8, or a
   * gamma with eps^(gamma + 1) below 1e-37.
   */
  public static boolean needsReference(KernelSettings settings) {
    if (settings.eps() < SMALLEST_VECTOR_EPS) {
      return true;
    }
    for (int g = 0; g < settings.gammaCount(); g++) {
      if (StrictMath.pow(settings.eps(), settings.gamma(g) + 1) < SMALLEST_VECTOR_TERM) {
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

  /** The name of a kind on the command line and in rows. */
  public static String name(KernelKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
