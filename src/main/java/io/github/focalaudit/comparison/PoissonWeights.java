package io.github.focalaudit.comparison;

import java.nio.charset.StandardCharsets;

/**
 * Weights of the Poisson bootstrap (Hanley and MacGibbon 2006, doi:10.1016/j.cmpb.2006.04.006): how
 * often a replicate draws a cluster, Poisson with mean 1.
 *
 * <p>A weight is a function of the replicate's number and the cluster's id alone, so that a
 * replicate is the same wherever, and in whatever company, it is computed.
 */
final class PoissonWeights {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** P(weight <= i); beyond the last one lies less than the last digit of a uniform double. */
  private static final double[] CUMULATIVE = cumulative();

  private PoissonWeights() {}

  private static double[] cumulative() {
    double[] cumulative = new double[18];
    double term = StrictMath.exp(-1);
    double sum = 0;
    for (int i = 0; i < cumulative.length; i++) {
      sum += term;
      cumulative[i] = sum;
      term /= i + 1;
    }
    return cumulative;
  }

  /** The hash of a cluster id: FNV-1a over its UTF-8 bytes. */
  static long hash(String clusterId) {
    long hash = FNV_OFFSET;
    for (byte value : clusterId.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (value & 0xFF)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195). */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * How often a replicate draws a cluster.
   *
   * @param clusterHash {@link #hash(String)}
   * @param replicate its number, from 0
   */
  static int weight(long clusterHash, int replicate) {
    double uniform = (mix(clusterHash + (replicate + 1L) * GOLDEN) >>> 11) * 0x1.0p-53;
    int weight = 0;
    while (weight < CUMULATIVE.length && uniform >= CUMULATIVE[weight]) {
      weight++;
    }
    return weight;
  }
}
