package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.document.Severity;
import java.util.List;

/**
 * One rule of a gate.
 *
 * @param name for reports; the metric's name where the file gives none
 * @param metric what it is about; may name several classes or slices by {@code *}
 * @param bounds at least one
 * @param confidence one-sided, in (0.5, 1)
 * @param severity what a failed rule does to the verdict
 * @param primary whether it is judged before, and apart from, the families of slices and classes
 * @param line where it starts in the gate file
 */
public record Rule(
    String name,
    MetricName metric,
    List<Bound> bounds,
    double confidence,
    Severity severity,
    boolean primary,
    int line) {

  public Rule {
    bounds = List.copyOf(bounds);
  }

  /** Whether a bound of it needs a baseline. */
  public boolean needsBaseline() {
    return bounds.stream().anyMatch(bound -> bound.kind().isRelative());
  }
}
