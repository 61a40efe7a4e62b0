package io.github.focalaudit.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Probabilities of a block and what they lack to 1, in ND4J array operations, each {@code [pixels,
 * classes]} in double precision and not clamped. 1 - p is never taken where p is near 1, and the
 * logarithms are finite wherever the scores are. The arrays belong to the {@link Nd4jArrays} that
 * they were made with.
 *
 * @param p in [0, 1]
 * @param q 1 - p
 * @param lnP ln p, negative infinity at p = 0
 * @param lnQ ln q, negative infinity at q = 0
 */
record Nd4jProbabilities(INDArray p, INDArray q, INDArray lnP, INDArray lnQ) {

  /**
   * The softmax over the classes of a pixel. With {@code ln rest = ln sum of exp(z_c - max)} over
   * the classes other than the first maximum, {@code ln(1 + rest)} is the logarithm of the whole
   * sum; 1 - p of the first maximum is {@code rest / (1 + rest)}, and every other p is at most 1/2.
   *
   * @param z logits, each finite or negative infinity, in every row one that is finite
   * @param firstMax 0 everywhere but at the first maximum of a row, where it is negative infinity
   */
  static Nd4jProbabilities softmax(Nd4jArrays arrays, INDArray z, INDArray firstMax) {
    INDArray max = arrays.keep(z.max(true, 1));
    INDArray others = arrays.keep(z.add(firstMax));
    // Finite, so that logits of negative infinity have the exponential 0, not NaN.
    INDArray second =
        arrays.keep(Transforms.max(arrays.keep(others.max(true, 1)), -Double.MAX_VALUE, true));
    INDArray scaled =
        arrays.keep(Transforms.exp(arrays.keep(others.subColumnVector(second)), true));
    INDArray lnRest =
        arrays
            .keep(Transforms.log(arrays.keep(scaled.sum(true, 1)), true))
            .addi(arrays.keep(second.sub(max)));
    INDArray lnSum = log1p(arrays, arrays.keep(Transforms.exp(lnRest, true)));
    INDArray lnP = arrays.keep(z.subColumnVector(max)).subiColumnVector(lnSum);
    INDArray p = arrays.keep(Transforms.exp(lnP, true));
    INDArray isOther = arrays.keep(Transforms.exp(firstMax, true));
    INDArray lnMaxQ =
        arrays.keep(z.ulike()).assign(0).addiColumnVector(arrays.keep(lnRest.sub(lnSum)));
    INDArray lnQ =
        log1p(arrays, arrays.keep(p.mul(isOther)).negi())
            .addi(arrays.keep(Transforms.max(lnMaxQ, firstMax, true)));
    return new Nd4jProbabilities(p, arrays.keep(Transforms.exp(lnQ, true)), lnP, lnQ);
  }

  /** The sigmoid of each element: ln p = min(z, 0) - ln(1 + exp(-|z|)), ln q the same of -z. */
  static Nd4jProbabilities sigmoid(Nd4jArrays arrays, INDArray z) {
    INDArray minus = arrays.keep(z.neg());
    INDArray small =
        arrays.keep(Transforms.exp(arrays.keep(arrays.keep(Transforms.abs(z, true)).neg()), true));
    INDArray lnLarge = log1p(arrays, small);
    INDArray lnP = arrays.keep(Transforms.min(z, 0d, true)).subi(lnLarge);
    INDArray lnQ = arrays.keep(Transforms.min(minus, 0d, true)).subi(lnLarge);
    return new Nd4jProbabilities(
        arrays.keep(Transforms.exp(lnP, true)), arrays.keep(Transforms.exp(lnQ, true)), lnP, lnQ);
  }

  /** Stored probabilities, brought into [0, 1]; there 1 - p is exact from 1/2 on. */
  static Nd4jProbabilities stored(Nd4jArrays arrays, INDArray z) {
    INDArray p = arrays.keep(Transforms.min(arrays.keep(Transforms.max(z, 0d, true)), 1d, true));
    return new Nd4jProbabilities(
        p,
        arrays.keep(p.rsub(1)),
        arrays.keep(Transforms.log(p, true)),
        log1p(arrays, arrays.keep(p.neg())));
  }

  /**
   * ln(1 + x) for x from -1: with u = 1 + x as rounded, ln u + (x - (u - 1)) / u. ND4J's own log1p
   * is the logarithm of u, off by 1e-16 / x.
   */
  private static INDArray log1p(Nd4jArrays arrays, INDArray x) {
    INDArray u = arrays.keep(x.add(1));
    INDArray lost = arrays.keep(x.sub(arrays.keep(u.sub(1))));
    // At u = 0 nothing is lost; 0 / 0 would be NaN.
    INDArray divisor = arrays.keep(Transforms.max(u, Double.MIN_NORMAL, true));
    return arrays.keep(Transforms.log(u, true)).addi(lost.divi(divisor));
  }
}
