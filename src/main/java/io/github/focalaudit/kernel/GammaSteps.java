package io.github.focalaudit.kernel;

import java.util.Comparator;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * The order in which the vector kernel raises a row to its gammas. With gamma = n + fraction, a
 * term is {@code factor * base^fraction}, multiplied n times by the base. Gammas of one fraction
 * share a row, so that a further one costs one multiplication; the bits of a term do not depend on
 * what else is asked for. Immutable.
 */
final class GammaSteps {
  private final int[] gammaIndex;
  private final float[] fraction;
  private final int[] power;

  /** Steps for the gammas of the settings that are wanted. */
  GammaSteps(KernelSettings settings, DoublePredicate wanted) {
    gammaIndex =
        IntStream.range(0, settings.gammaCount())
            .filter(g -> wanted.test(settings.gamma(g)))
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer g) -> fraction(settings.gamma(g)))
                    .thenComparingDouble(settings::gamma))
            .mapToInt(Integer::intValue)
            .toArray();
    fraction = new float[gammaIndex.length];
    power = new int[gammaIndex.length];
    for (int k = 0; k < gammaIndex.length; k++) {
      double gamma = settings.gamma(gammaIndex[k]);
      fraction[k] = fraction(gamma);
      power[k] = (int) StrictMath.floor(gamma);
    }
  }

  /** Whether multiplication is all that a gamma needs, and at most two of them. */
  static boolean isSimple(double gamma) {
    return gamma == 0 || gamma == 1 || gamma == 2;
  }

  /** As a float: fractions that are one float share a row, so that they have to sort as one. */
  private static float fraction(double gamma) {
    return (float) (gamma - StrictMath.floor(gamma));
  }

  int count() {
    return gammaIndex.length;
  }

  /** The index of the gamma of a step. */
  int gammaIndex(int step) {
    return gammaIndex[step];
  }

  /** The power below 1 that a step begins with. */
  float fraction(int step) {
    return fraction[step];
  }

  /** Whether a step goes on from the row of the step before. */
  boolean continues(int step) {
    return step > 0 && fraction[step] == fraction[step - 1];
  }

  /** How often the row is multiplied by the base. */
  int multiplications(int step) {
    return continues(step) ? power[step] - power[step - 1] : power[step];
  }
}
