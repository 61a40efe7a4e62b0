package io.github.focalaudit.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A hash of scores or mask values as they were stored, block by block. Tells whether the
 * predictions or the truth of two runs are the same; no protection against someone who wants them
 * to look so. The same on every machine.
 *
 * <p>Sixteen lanes are each a polynomial hash modulo 2^32 of every sixteenth value of a block; they
 * are mixed when the hash is read. Not thread-safe.
 */
public final class Fingerprint {
  private static final int LANES = 16;

  /** Values that are added at once. */
  private static final int STEP = 4 * LANES;

  /** Odd, and 3 modulo 8: its powers repeat only after 2^30. */
  private static final int FACTOR = 0x01000193;

  private static final int FACTOR_2 = times(FACTOR);
  private static final int FACTOR_3 = times(FACTOR_2);
  private static final int FACTOR_4 = times(FACTOR_3);

  private static final boolean VECTORS = Kernels.vectorUnavailable().isEmpty();

  private final int start;
  private final int[] lanes = new int[LANES];
  private final VectorPass scorePass = this::addScores;
  private final VectorPass valuePass = this::addValues;
  private float[] scores = new float[0];
  private int[] values = new int[0];
  private int first;
  private int bound;

  private Fingerprint(int start) {
    this.start = start;
    reset();
  }

  /** Modulo 2^32. */
  private static int times(int power) {
    return power * FACTOR;
  }

  /** For tiles of scores, whose number of classes and pixels is known otherwise. */
  public static Fingerprint ofScores() {
    return new Fingerprint(0);
  }

  /** For values among which zeros count too. */
  public static Fingerprint ofValues() {
    return new Fingerprint(1);
  }

  /** Forgets what was added. */
  public void reset() {
    Arrays.fill(lanes, start);
  }

  /** Adds the scores of a filled tile; before a kernel scores it, which may overwrite them. */
  public void add(Tile tile) {
    if (tile.wide()) {
      addWide(tile.wideScores());
    } else if (VECTORS) {
      scores = tile.scores();
      VectorPass.call(scorePass);
    } else {
      addScalar(tile.scores());
    }
  }

  private void addWide(double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      long bits = Double.doubleToRawLongBits(scores[i]);
      int lane = i % LANES;
      lanes[lane] = (lanes[lane] * FACTOR + (int) bits) * FACTOR + (int) (bits >>> 32);
    }
  }

  private void addScalar(float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      int lane = i % LANES;
      lanes[lane] = lanes[lane] * FACTOR + Float.floatToRawIntBits(scores[i]);
    }
  }

  private void addScores() {
    Vectors.add(scores, lanes);
  }

  /** Adds a run of values, the first of which goes to the first lane. */
  public void add(int[] source, int from, int count) {
    int done = 0;
    if (VECTORS) {
      done = count - count % STEP;
      values = source;
      first = from;
      bound = from + done;
      VectorPass.call(valuePass);
    }
    for (int i = done; i < count; i++) {
      int lane = i % LANES;
      lanes[lane] = lanes[lane] * FACTOR + source[from + i];
    }
  }

  private void addValues() {
    Vectors.add(values, first, bound, lanes);
  }

  /** The lanes, for {@link #append}. A copy. */
  public int[] toArray() {
    return lanes.clone();
  }

  /**
   * Goes on with values that a hash of the same kind was given: afterwards this is the hash of its
   * own values, followed by those.
   *
   * @param other the lanes of that hash
   * @param counts how many values each of its lanes took; of a double two
   */
  public void append(int[] other, long[] counts) {
    for (int lane = 0; lane < LANES; lane++) {
      int power = power(counts[lane]);
      lanes[lane] = (lanes[lane] - start) * power + other[lane];
    }
  }

  /** {@link #FACTOR} to a power, modulo 2^32. */
  private static int power(long exponent) {
    int result = 1;
    int square = FACTOR;
    for (long rest = exponent; rest > 0; rest >>>= 1) {
      if ((rest & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  /**
   * How many values each lane takes of runs.
   *
   * @param runs how many, all of one length
   * @param length values of a run, as {@link #add(int[], int, int)} takes them
   */
  public static long[] counts(long runs, int length) {
    long[] counts = new long[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      counts[lane] = Math.multiplyExact(runs, (length - lane + LANES - 1L) / LANES);
    }
    return counts;
  }

  /** The hash of everything added. */
  public long value() {
    long hash = 0;
    for (int lane : lanes) {
      hash = (hash ^ (lane & 0xFFFF_FFFFL)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /**
   * Loaded only where the vector module is there. Four values of a lane a step: a multiplication
   * takes ten cycles, and only one of a step waits for the step before.
   */
  private static final class Vectors {
    private static final VectorSpecies<Float> FLOATS =
        FloatVector.SPECIES_PREFERRED.length() <= LANES
            ? FloatVector.SPECIES_PREFERRED
            : FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    static void add(float[] scores, int[] lanes) {
      for (int lane = 0; lane < LANES; lane += FLOATS.length()) {
        IntVector hash = IntVector.fromArray(INTS, lanes, lane);
        for (int i = lane; i < scores.length; i += STEP) {
          hash =
              step(
                  hash,
                  bits(scores, i),
                  bits(scores, i + LANES),
                  bits(scores, i + 2 * LANES),
                  bits(scores, i + 3 * LANES));
        }
        hash.intoArray(lanes, lane);
      }
    }

    private static IntVector bits(float[] scores, int at) {
      return FloatVector.fromArray(FLOATS, scores, at).reinterpretAsInts();
    }

    static void add(int[] values, int from, int end, int[] lanes) {
      for (int lane = 0; lane < LANES; lane += INTS.length()) {
        IntVector hash = IntVector.fromArray(INTS, lanes, lane);
        for (int i = from + lane; i < end; i += STEP) {
          hash =
              step(
                  hash,
                  IntVector.fromArray(INTS, values, i),
                  IntVector.fromArray(INTS, values, i + LANES),
                  IntVector.fromArray(INTS, values, i + 2 * LANES),
                  IntVector.fromArray(INTS, values, i + 3 * LANES));
        }
        hash.intoArray(lanes, lane);
      }
    }

    private static IntVector step(
        IntVector hash, IntVector a, IntVector b, IntVector c, IntVector d) {
      IntVector first = a.mul(FACTOR_3).add(b.mul(FACTOR_2));
      return hash.mul(FACTOR_4).add(first.add(c.mul(FACTOR).add(d)));
    }
  }
}
