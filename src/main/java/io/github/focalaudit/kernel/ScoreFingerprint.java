package io.github.focalaudit.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A hash of scores as they were stored, tile by tile. Tells whether the predictions of two runs are
 * the same; no protection against someone who wants them to look so. The same on every machine.
 *
 * <p>Sixteen lanes are each a polynomial hash modulo 2^32 of every sixteenth score; they are mixed
 * when the hash is read. Not thread-safe.
 */
public final class ScoreFingerprint {
  private static final int LANES = 16;
  private static final int FACTOR = 0x01000193;

  private static final boolean VECTORS = Kernels.vectorUnavailable().isEmpty();

  private final int[] lanes = new int[LANES];

  /** Forgets what was added. */
  public void reset() {
    Arrays.fill(lanes, 0);
  }

  /** Adds the scores of a filled tile; before a kernel scores it, which may overwrite them. */
  public void add(Tile tile) {
    if (tile.wide()) {
      addWide(tile.wideScores());
    } else if (VECTORS) {
      Vectors.add(tile.scores(), lanes);
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

  /** The hash of everything added. */
  public long value() {
    long hash = 0;
    for (int lane : lanes) {
      hash = (hash ^ (lane & 0xFFFF_FFFFL)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** Loaded only where the vector module is there. */
  private static final class Vectors {
    private static final VectorSpecies<Float> FLOATS =
        FloatVector.SPECIES_PREFERRED.length() <= LANES
            ? FloatVector.SPECIES_PREFERRED
            : FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    static void add(float[] scores, int[] lanes) {
      for (int lane = 0; lane < LANES; lane += FLOATS.length()) {
        IntVector hash = IntVector.fromArray(INTS, lanes, lane);
        for (int i = lane; i < scores.length; i += LANES) {
          IntVector bits = FloatVector.fromArray(FLOATS, scores, i).reinterpretAsInts();
          hash = hash.mul(FACTOR).add(bits);
        }
        hash.intoArray(lanes, lane);
      }
    }
  }
}
