package io.github.focalaudit.kernel;

/** How stored scores become probabilities. */
public enum Activation {
  /** {@code p[c] = exp(z[c]) / sum over k of exp(z[k])}, over the classes of a pixel. */
  SOFTMAX,
  /** {@code p[c] = 1 / (1 + exp(-z[c]))}, each element on its own. */
  SIGMOID,
  /** The scores are probabilities already and are used as they are, never renormalised. */
  NONE
}
