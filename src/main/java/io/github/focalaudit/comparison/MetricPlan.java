package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which sums over images are needed for some metrics, and how the metrics are made of them.
 * Immutable, thread-safe.
 */
public final class MetricPlan {
  private final LossView view;
  private final List<String> classNames;
  private final Map<Component, Integer> index = new LinkedHashMap<>();
  private final List<Component> components;

  /**
   * @param view what the loss is made of
   * @param classNames one a class
   * @param metrics none of them a pattern; those that are not ratios of sums need nothing
   */
  public MetricPlan(LossView view, List<String> classNames, List<MetricName> metrics) {
    this.view = view;
    this.classNames = List.copyOf(classNames);
    for (MetricName metric : metrics) {
      for (Component component : parts(metric)) {
        index.putIfAbsent(component, index.size());
        if (component.classIndex() >= 0) {
          index.putIfAbsent(presence(component), index.size());
        }
      }
    }
    components = List.copyOf(index.keySet());
  }

  private static Component presence(Component component) {
    return new Component(component.slice(), Component.Kind.PRESENCE, component.classIndex());
  }

  private List<Component> parts(MetricName metric) {
    SliceKey slice = metric.slice();
    return switch (metric.kind()) {
      case LOSS_MEAN -> List.of(new Component(slice, Component.Kind.LOSS, -1));
      case IMAGE_MEAN -> List.of(new Component(slice, Component.Kind.IMAGE_MEAN, -1));
      case CROSS_ENTROPY -> List.of(new Component(slice, Component.Kind.CROSS_ENTROPY, -1));
      case ACCURACY ->
          view.labels()
              ? List.of(new Component(slice, Component.Kind.ACCURACY, -1))
              : List.<Component>of();
      case CLASS_LOSS -> ofClass(metric, Component.Kind.CLASS_LOSS);
      case CLASS_IOU -> ofClass(metric, Component.Kind.IOU);
      case CLASS_DICE -> ofClass(metric, Component.Kind.DICE);
      case MEAN_IOU -> ofAllClasses(slice, Component.Kind.IOU);
      case MEAN_DICE -> ofAllClasses(slice, Component.Kind.DICE);
      case QUARANTINED_FRACTION, COVERAGE, LOSS_QUANTILE, WARNINGS, PAIRED, RELABELLED, GONE, NEW ->
          List.<Component>of();
    };
  }

  private List<Component> ofClass(MetricName metric, Component.Kind kind) {
    int classIndex = classIndex(metric);
    return classIndex < 0 ? List.of() : List.of(new Component(metric.slice(), kind, classIndex));
  }

  private List<Component> ofAllClasses(@Nullable SliceKey slice, Component.Kind kind) {
    List<Component> all = new ArrayList<>();
    for (int c = 0; c < view.classes(); c++) {
      if (view.counts(c)) {
        all.add(new Component(slice, kind, c));
      }
    }
    return all;
  }

  /** The class of a metric by name, or by index where no class has that name; -1 for none. */
  int classIndex(MetricName metric) {
    String name = metric.className();
    int found = name == null ? -1 : classNames.indexOf(name);
    if (found < 0 && name != null && name.matches("\\d{1,6}")) {
      int number = Integer.parseInt(name);
      found = number < view.classes() ? number : -1;
    }
    return found >= 0 && view.counts(found) ? found : -1;
  }

  /** Number of components. */
  public int size() {
    return components.size();
  }

  /** Names of the components, for a table of sums. */
  public List<String> componentNames() {
    return components.stream()
        .map(
            c ->
                (c.slice() == null ? "" : c.slice().label() + " ")
                    + c.kind().name().toLowerCase(Locale.ROOT)
                    + (c.classIndex() < 0 ? "" : " class " + c.classIndex()))
        .toList();
  }

  /** What the loss is made of. */
  public LossView view() {
    return view;
  }

  /**
   * The components of a metric of which some class is there, by their positions.
   *
   * @param present whether the component at a position, which counts positives, has any
   */
  int[] positions(MetricName metric, IntPredicate present) {
    return parts(metric).stream()
        .filter(c -> c.classIndex() < 0 || present.test(position(presence(c))))
        .mapToInt(this::position)
        .toArray();
  }

  private int position(Component component) {
    Integer position = index.get(component);
    if (position == null) {
      throw new IllegalArgumentException("component " + component + " is not in the plan");
    }
    return position;
  }

  /** The components of a metric in a comparison: of classes that the paired images have. */
  int[] positions(MetricName metric, ClusterSums sums) {
    return positions(
        metric,
        position -> {
          double baseline = 0;
          double candidate = 0;
          for (int k = 0; k < sums.size(); k++) {
            baseline += sums.value(position, 0, k);
            candidate += sums.value(position, 2, k);
          }
          return baseline > 0 && candidate > 0;
        });
  }

  /** Numerators and denominators of an image, [components][2]. */
  double[] terms(ImageScore image) {
    double[] terms = new double[components.size() * 2];
    Map<SliceKey, Boolean> inside = new HashMap<>();
    for (int i = 0; i < components.size(); i++) {
      Component component = components.get(i);
      SliceKey slice = component.slice();
      if (slice == null || inside.computeIfAbsent(slice, key -> key.contains(image.slices()))) {
        terms[2 * i] = numerator(component, image);
        terms[2 * i + 1] = denominator(component, image);
      }
    }
    return terms;
  }

  private double numerator(Component component, ImageScore image) {
    int c = component.classIndex();
    return switch (component.kind()) {
      case LOSS -> view.lossSum(image);
      case IMAGE_MEAN -> {
        double denominator = view.denominator(image);
        yield denominator == 0 ? 0 : view.lossSum(image) / denominator;
      }
      case CROSS_ENTROPY -> image.crossEntropySum();
      case CLASS_LOSS -> view.classLossSum(c, image);
      case IOU -> image.truePositives()[c];
      case DICE -> 2d * image.truePositives()[c];
      case ACCURACY -> sum(image.truePositives());
      case PRESENCE -> image.positives()[c];
    };
  }

  private double denominator(Component component, ImageScore image) {
    int c = component.classIndex();
    return switch (component.kind()) {
      case LOSS -> view.isRatio() ? view.denominator(image) : 0;
      case IMAGE_MEAN -> view.denominator(image) == 0 ? 0 : 1;
      case CROSS_ENTROPY -> view.crossEntropyDenominator(image);
      case CLASS_LOSS -> view.isRatio() ? view.classDenominator(c, image) : 0;
      case IOU -> image.positives()[c] + image.falsePositives()[c];
      case DICE -> image.positives()[c] + image.truePositives()[c] + image.falsePositives()[c];
      case ACCURACY -> image.validPixels();
      case PRESENCE -> 0;
    };
  }

  private static double sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
