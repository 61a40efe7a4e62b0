package io.github.focalaudit.gate;

/**
 * One bound of a rule.
 *
 * @param kind which way it binds
 * @param amount the bound; for {@code maxIncrease} and {@code maxDecrease} the margin, at least 0
 * @param percent whether the margin is a percentage of the baseline's value
 */
public record Bound(Kind kind, double amount, boolean percent) {

  /** Which way a bound binds. */
  public enum Kind {
    /** The value is at least the bound. */
    MIN("min"),
    /** The value is at most the bound. */
    MAX("max"),
    /** The value is above the baseline's by at most the margin. */
    MAX_INCREASE("maxIncrease"),
    /** The value is below the baseline's by at most the margin. */
    MAX_DECREASE("maxDecrease");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The key in a gate file. */
    public String label() {
      return label;
    }

    /** Whether it binds the change against a baseline. */
    public boolean isRelative() {
      return this == MAX_INCREASE || this == MAX_DECREASE;
    }
  }

  /**
   * The margin in units of the metric.
   *
   * @param baseline the baseline's value on the paired images
   */
  double margin(double baseline) {
    return percent ? amount / 100 * Math.abs(baseline) : amount;
  }

  /** As in the gate file, such as {@code maxIncrease 2.0%}. */
  public String label() {
    return kind.label() + " " + amount + (percent ? "%" : "");
  }
}
