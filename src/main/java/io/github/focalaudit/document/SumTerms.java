package io.github.focalaudit.document;

import io.github.focalaudit.evaluation.LossSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the sums of a run mean, known before it has begun.
 *
 * @param loss the loss
 * @param classNames one a class
 * @param inputs how files are read
 */
public record SumTerms(LossSettings loss, List<String> classNames, RunSummary.Settings inputs) {

  public SumTerms {
    classNames = List.copyOf(classNames);
  }

  /**
   * What keeps the sums of two runs from meaning the same: everything that alpha, weights,
   * normaliser and preset alone cannot make up for. Empty where the runs can be compared.
   */
  public List<String> differences(SumTerms other) {
    List<String> found = new ArrayList<>();
    LossSettings theirs = other.loss;
    add(found, "activation", loss.activation(), theirs.activation());
    add(found, "targets", loss.preset().targets(), theirs.preset().targets());
    add(found, "eps", loss.eps(), theirs.eps());
    add(found, "dropped classes", loss.dropped(), theirs.dropped());
    if (!theirs.gammas().contains(loss.gamma())) {
      found.add("gamma " + loss.gamma() + " against " + theirs.gammas());
    }
    add(found, "class names", classNames, other.classNames);
    add(found, "ignoreIndex", inputs.ignoreIndex(), other.inputs.ignoreIndex());
    add(found, "labelMap", inputs.labelMap(), other.inputs.labelMap());
    return found;
  }

  private static void add(
      List<String> found, String what, @Nullable Object mine, @Nullable Object theirs) {
    if (!Objects.equals(mine, theirs)) {
      found.add(what + " " + mine + " against " + theirs);
    }
  }
}
