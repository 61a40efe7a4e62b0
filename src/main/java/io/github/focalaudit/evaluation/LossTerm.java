package io.github.focalaudit.evaluation;

/**
 * One element of the loss, a class of a pixel, step by step.
 *
 * @param classIndex the class
 * @param target whether the truth is the class: the term is {@code q^gamma * -ln p} then, else
 *     {@code p^gamma * -ln q}
 * @param ignored whether the truth says to leave the element out; term and weight are 0 then
 * @param score the stored value
 * @param p probability of the class, not clamped
 * @param q 1 - p with all its digits, not clamped
 * @param factor {@code q^gamma} or {@code p^gamma}, clamped
 * @param minusLog {@code -ln p} or {@code -ln q}, clamped, in nats
 * @param term factor times minusLog
 * @param weight class weight times alpha, or times 1 - alpha
 * @param clamped whether p lay outside [eps, 1 - eps]
 * @param infiniteInFloat32 whether the PyTorch function in float32 returns infinity here: p of a
 *     wrong class rounds to 1, and so does the bound 1 - eps that should have held it
 */
public record LossTerm(
    int classIndex,
    boolean target,
    boolean ignored,
    double score,
    double p,
    double q,
    double factor,
    double minusLog,
    double term,
    double weight,
    boolean clamped,
    boolean infiniteInFloat32) {

  /** p where the truth is the class, else the filling 1, whose logarithm is 0. */
  public double pt1() {
    return target ? p : 1;
  }

  /** p where the truth is not the class, else the filling 0, whose power is 0. */
  public double pt0() {
    return target ? 0 : p;
  }

  /** What the element adds to the weighted sum. */
  public double weighted() {
    return weight == 0 ? 0 : weight * term;
  }
}
