package io.github.focalaudit.evaluation;

import io.github.focalaudit.evaluation.DatasetMetrics.ClassMetrics;
import io.github.focalaudit.evaluation.DatasetMetrics.GammaMean;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mergeable state of many scored images: exact sums of their stored doubles, and counts. Adding
 * and merging are free of order, so that the result does not depend on how images were spread over
 * tasks. Not thread-safe.
 */
public final class DatasetState {
  final LossSettings settings;
  final int classes;
  final ExactSum[] lossSums;
  final ExactSum imageMeans;
  final ExactSum crossEntropy;
  final SumsByClass sums;
  final ClassCounts counts;
  final WeightState weights;
  final CheckState checks;
  final RunTallies tallies;
  long images;
  long imagesWithMean;
  long imagesWithoutValidPixels;
  long ignoredPixels;

  /** The state of no image. */
  public DatasetState(LossSettings settings, int classes) {
    this(
        settings,
        classes,
        Stream.generate(ExactSum::new).limit(settings.gammas().size()).toArray(ExactSum[]::new),
        new ExactSum(),
        new ExactSum(),
        new SumsByClass(settings.gammas().size(), classes),
        new ClassCounts(classes),
        new WeightState(),
        new CheckState(),
        new RunTallies());
  }

  DatasetState(
      LossSettings settings,
      int classes,
      ExactSum[] lossSums,
      ExactSum imageMeans,
      ExactSum crossEntropy,
      SumsByClass sums,
      ClassCounts counts,
      WeightState weights,
      CheckState checks,
      RunTallies tallies) {
    this.settings = settings;
    this.classes = classes;
    this.lossSums = lossSums;
    this.imageMeans = imageMeans;
    this.crossEntropy = crossEntropy;
    this.sums = sums;
    this.counts = counts;
    this.weights = weights;
    this.checks = checks;
    this.tallies = tallies;
  }

  /** Adds a scored image of a run: its sums, its checks, and what is tallied of its files. */
  public void add(ImageResult image) {
    add(image.sums());
    checks.add(image.provenance().check());
    tallies.add(image.provenance());
  }

  /**
   * Adds a scored image that may have no file behind it.
   *
   * @throws IllegalArgumentException where its sums are of other classes or gammas
   */
  public void add(ImageSums image) {
    if (image.counts().classes() != classes || image.lossSums().length != lossSums.length) {
      throw new IllegalArgumentException(
          "sums of an image: expected "
              + classes
              + " classes and "
              + lossSums.length
              + " gammas, got "
              + image.counts().classes()
              + " and "
              + image.lossSums().length);
    }
    images++;
    imagesWithoutValidPixels += image.counts().validPixels() == 0 ? 1 : 0;
    for (int g = 0; g < lossSums.length; g++) {
      lossSums[g].add(image.lossSums()[g]);
    }
    Double mean = image.lossMean();
    if (mean != null) {
      imagesWithMean++;
      imageMeans.add(mean);
    }
    crossEntropy.add(image.crossEntropySum());
    sums.add(image.positive(), image.negative());
    counts.merge(image.counts());
    weights.add(image.weight());
    ignoredPixels += image.ignoredPixels();
    tallies.add(image.confusions());
  }

  /** Adds the images of another state of the same settings. */
  public void merge(DatasetState other) {
    images += other.images;
    imagesWithMean += other.imagesWithMean;
    imagesWithoutValidPixels += other.imagesWithoutValidPixels;
    ignoredPixels += other.ignoredPixels;
    for (int g = 0; g < lossSums.length; g++) {
      lossSums[g].merge(other.lossSums[g]);
    }
    imageMeans.merge(other.imageMeans);
    crossEntropy.merge(other.crossEntropy);
    sums.merge(other.sums);
    counts.merge(other.counts);
    weights.merge(other.weights);
    checks.merge(other.checks);
    tallies.merge(other.tallies);
  }

  /** What the checks of sampled bands found. */
  public CheckState checks() {
    return checks;
  }

  /** Counts by name: kernels, element types, confusions, quarantined inputs. */
  public RunTallies tallies() {
    return tallies;
  }

  /** The finished numbers. */
  public DatasetMetrics metrics() {
    LossFormula formula = new LossFormula(settings, classes);
    double denominator =
        formula.denominator(weights.pixels(), weights.elements(), weights.positives());
    List<GammaMean> sweep = new ArrayList<>();
    for (int g = 0; g < lossSums.length; g++) {
      sweep.add(new GammaMean(settings.gammas().get(g), ratio(lossSums[g].value(), denominator)));
    }
    List<ClassMetrics> byClass = classMetrics(formula);
    boolean labels = settings.preset().targets() == TargetKind.LABELS;
    double crossEntropySum = crossEntropy.value();
    return new DatasetMetrics(
        lossSums[0].value(),
        denominator,
        sweep.get(0).mean(),
        ratio(imageMeans.value(), imagesWithMean),
        crossEntropySum,
        ratio(crossEntropySum, labels ? weights.pixels() : weights.elements()),
        sweep,
        byClass,
        labels ? ratio(counts.truePositives(), counts.validPixels()) : null,
        mean(byClass.stream().map(ClassMetrics::iou)),
        mean(byClass.stream().map(ClassMetrics::dice)),
        images,
        imagesWithoutValidPixels,
        counts.validPixels(),
        ignoredPixels,
        counts.validElements(),
        counts.clampedElements());
  }

  private List<ClassMetrics> classMetrics(LossFormula formula) {
    double[] positive = sums.positive()[0];
    double[] negative = sums.negative()[0];
    double total = formula.lossSum(positive, negative);
    List<ClassMetrics> metrics = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      long positives = counts.positives(c);
      long hits = counts.truePositives(c);
      long predicted = hits + counts.falsePositives(c);
      long union = positives + counts.falsePositives(c);
      boolean present = positives > 0;
      metrics.add(
          new ClassMetrics(
              c,
              positives,
              positive[c],
              negative[c],
              ratio(formula.classLossSum(c, positive[c], negative[c]), total),
              present ? ratio(hits, union) : null,
              present ? ratio(2d * hits, positives + predicted) : null,
              ratio(hits, positives),
              ratio(hits, predicted)));
    }
    return metrics;
  }

  /** A ratio, or null where there is nothing to divide by. */
  private static @Nullable Double ratio(double numerator, double denominator) {
    return denominator == 0 ? null : numerator / denominator;
  }

  private static @Nullable Double mean(Stream<@Nullable Double> values) {
    List<Double> defined = values.filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    ExactSum sum = new ExactSum();
    defined.forEach(sum::add);
    return ratio(sum.value(), defined.size());
  }
}
