package io.github.focalaudit.comparison;

import io.github.focalaudit.comparison.ChangeState.Group;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The change of the loss mean, all images of both runs, taken apart. With L and D loss sums and
 * denominators of the baseline (A) and the candidate (B), and r = L_A / D_A, a group g of images or
 * of a class has the term
 *
 * <pre>
 * (L_B[g] - r D_B[g]) / D_B - (L_A[g] - r D_A[g]) / D_A
 * </pre>
 *
 * in units of the loss mean. The terms of a dimension sum to L_B / D_B - L_A / D_A. A new image
 * that is as good as the baseline's average has the term 0, and so has one that left; an image with
 * the same truth has its own change of loss over D. Every term is rounded once; {@code rounding} is
 * what the exact sum of the rounded terms lacks, so that terms and rounding give the change.
 *
 * @param change candidate minus baseline, all images of both
 * @param baselineMean r
 * @param baselineDenominator D_A
 * @param candidateDenominator D_B
 * @param dimensions terms by dimension, the largest first
 */
public record ChangeTerms(
    double change,
    double baselineMean,
    double baselineDenominator,
    double candidateDenominator,
    Map<String, Dimension> dimensions) {

  /**
   * @param terms largest magnitude first, ties by label
   * @param rounding what the exact sum of the terms lacks
   */
  public record Dimension(List<Term> terms, double rounding) {}

  /**
   * @param label kind of image, class, or slice
   * @param images how many
   * @param value signed, in units of the loss mean
   */
  public record Term(String label, long images, double value) {}

  /** The terms; null where one of the runs has no loss mean. */
  public static @Nullable ChangeTerms of(ChangeState state) {
    TreeMap<String, Group> kinds = state.groups().get(ChangeState.KINDS);
    if (kinds == null) {
      return null;
    }
    double[] whole = new double[4];
    for (int i = 0; i < whole.length; i++) {
      ExactSum sum = new ExactSum();
      for (Group group : kinds.values()) {
        sum.merge(group.sums[i]);
      }
      whole[i] = sum.value();
    }
    if (!state.view().isRatio()) {
      whole[1] = 1;
      whole[3] = 1;
    }
    if (whole[1] == 0 || whole[3] == 0) {
      return null;
    }
    double mean = state.view().isRatio() ? whole[0] / whole[1] : 0;
    double change = whole[2] / whole[3] - whole[0] / whole[1];
    Map<String, Dimension> dimensions = new TreeMap<>();
    state
        .groups()
        .forEach(
            (name, groups) ->
                dimensions.put(name, dimension(groups, mean, whole[1], whole[3], change)));
    return new ChangeTerms(change, mean, whole[1], whole[3], dimensions);
  }

  private static Dimension dimension(
      TreeMap<String, Group> groups, double mean, double before, double after, double change) {
    List<Term> terms = new ArrayList<>();
    ExactSum sum = new ExactSum();
    sum.add(change);
    groups.forEach(
        (label, group) -> {
          double value =
              term(
                  group.sums[0].value(),
                  group.sums[1].value(),
                  group.sums[2].value(),
                  group.sums[3].value(),
                  mean,
                  before,
                  after);
          sum.add(-value);
          terms.add(new Term(label, group.images, value));
        });
    terms.sort(
        Comparator.comparingDouble((Term term) -> -Math.abs(term.value()))
            .thenComparing(Term::label));
    return new Dimension(List.copyOf(terms), sum.value());
  }

  private static double term(
      double lossBefore,
      double partBefore,
      double lossAfter,
      double partAfter,
      double mean,
      double before,
      double after) {
    // Equal denominators: the mean drops out, and the difference of the sums is rounded once.
    return partBefore == partAfter && before == after
        ? (lossAfter - lossBefore) / after
        : (lossAfter - mean * partAfter) / after - (lossBefore - mean * partBefore) / before;
  }

  /**
   * What {@code comparison.json} keeps of them.
   *
   * @param largestImages the images that carry most of the change
   */
  public ComparisonDocument.Change document(List<ComparisonDocument.Image> largestImages) {
    Map<String, ComparisonDocument.Dimension> kept = new TreeMap<>();
    dimensions.forEach(
        (name, dimension) ->
            kept.put(
                name,
                new ComparisonDocument.Dimension(
                    dimension.terms().stream()
                        .map(t -> new ComparisonDocument.Term(t.label(), t.images(), t.value()))
                        .toList(),
                    dimension.rounding())));
    return new ComparisonDocument.Change(MetricKind.LOSS_MEAN.label(), change, kept, largestImages);
  }

  /** The term of one image. */
  public double term(LossView view, ImagePair pair) {
    ImageScore old = pair.baseline();
    ImageScore now = pair.candidate();
    return term(
        old == null ? 0 : view.lossSum(old),
        old == null || !view.isRatio() ? 0 : view.denominator(old),
        now == null ? 0 : view.lossSum(now),
        now == null || !view.isRatio() ? 0 : view.denominator(now),
        baselineMean,
        baselineDenominator,
        candidateDenominator);
  }
}
