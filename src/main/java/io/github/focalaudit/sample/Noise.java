package io.github.focalaudit.sample;

/**
 * Fast, nearly normal noise from the SplitMix64 sequence (Steele, Lea and Flood 2014, <a
 * href="https://doi.org/10.1145/2660193.2660195">doi:10.1145/2660193.2660195</a>). Not thread-safe.
 */
final class Noise {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** Standard deviation of the sum of four uniform values of 16 bits: 65536 * sqrt(4 / 12). */
  private static final float DEVIATION = 37837.2f;

  private static final float MEAN = 2 * 65535f;

  private long state;

  Noise(long seed) {
    state = seed;
  }

  /** Mixes a seed with a position, so that every position has a sequence of its own. */
  static long seed(long seed, long position) {
    return mix(mix(seed + GOLDEN_GAMMA) ^ (position * GOLDEN_GAMMA));
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** Mean 0, standard deviation 1, in [-3.47, 3.47]: the sum of four uniform values, scaled. */
  float next() {
    state += GOLDEN_GAMMA;
    long bits = mix(state);
    long sum =
        (bits & 0xFFFF) + ((bits >>> 16) & 0xFFFF) + ((bits >>> 32) & 0xFFFF) + (bits >>> 48);
    return (sum - MEAN) / DEVIATION;
  }
}
