package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much of two runs the images stand for that both have with the same truth: images and valid
 * pixels by scope, the slice and class of a metric. An image is in the scope of a class where its
 * truth has the class; its pixels there are those of the class. The whole set and each class of it
 * are always counted. Mergeable, free of order. Not thread-safe.
 */
public final class PairCoverage {
  private static final int BASELINE = 0;
  private static final int CANDIDATE = 1;
  private static final int PAIRED = 2;
  private static final int GONE = 3;
  private static final int NEW = 4;
  private static final int RELABELLED = 5;
  private static final int BASELINE_PIXELS = 6;
  private static final int CANDIDATE_PIXELS = 7;
  private static final int PAIRED_PIXELS = 8;
  private static final int WIDTH = 9;
  private static final double ROUNDING = 1e-12;

  private final List<String> classNames;
  private final Map<Scope, long[]> counts = new LinkedHashMap<>();

  private record Scope(@Nullable SliceKey slice, @Nullable String className) {
    static final Scope ALL = new Scope(null, null);

    static Scope of(MetricName metric) {
      return new Scope(metric.slice(), metric.className());
    }
  }

  /**
   * The coverage of no image.
   *
   * @param classNames one a class
   * @param metrics whose scopes are counted
   */
  public PairCoverage(List<String> classNames, Collection<MetricName> metrics) {
    this.classNames = List.copyOf(classNames);
    counts.put(Scope.ALL, new long[WIDTH]);
    this.classNames.forEach(name -> counts.put(new Scope(null, name), new long[WIDTH]));
    metrics.forEach(metric -> counts.putIfAbsent(Scope.of(metric), new long[WIDTH]));
  }

  /** Adds an image. */
  public void add(ImagePair pair) {
    counts.forEach((scope, count) -> add(scope, count, pair));
  }

  private void add(Scope scope, long[] count, ImagePair pair) {
    long before = pixels(scope, pair.baseline());
    long after = pixels(scope, pair.candidate());
    if (before < 0 && after < 0) {
      return;
    }
    if (before >= 0) {
      count[BASELINE]++;
      count[BASELINE_PIXELS] += before;
    }
    if (after >= 0) {
      count[CANDIDATE]++;
      count[CANDIDATE_PIXELS] += after;
    }
    switch (pair.kind()) {
      case SAME, CHANGED -> {
        count[PAIRED]++;
        count[PAIRED_PIXELS] += Math.max(before, after);
      }
      case RELABELLED -> count[RELABELLED]++;
      case ENTERED -> count[NEW]++;
      case LEFT -> count[GONE]++;
    }
  }

  /** Valid pixels of an image in a scope; -1 where the image is not in it. */
  private long pixels(Scope scope, @Nullable ImageScore image) {
    if (image == null) {
      return -1;
    }
    SliceKey slice = scope.slice();
    if (slice != null && !slice.equals(SliceKey.of(slice.columns(), image.slices()))) {
      return -1;
    }
    if (scope.className() == null) {
      return image.validPixels();
    }
    int index = classNames.indexOf(scope.className());
    long positives = index < 0 ? 0 : image.positives()[index];
    return positives == 0 ? -1 : positives;
  }

  /** The counts, by scope: the whole set, its classes, then those of the metrics. */
  public long[] toArray() {
    return counts.values().stream().flatMapToLong(Arrays::stream).toArray();
  }

  /**
   * Adds counts of the same metrics.
   *
   * @throws IllegalArgumentException where they are of others
   */
  public void merge(long[] other) {
    List<long[]> rows = new ArrayList<>(counts.values());
    if (other.length != rows.size() * WIDTH) {
      throw new IllegalArgumentException(
          "pair coverage: expected " + rows.size() * WIDTH + " counts, got " + other.length);
    }
    for (int i = 0; i < other.length; i++) {
      rows.get(i / WIDTH)[i % WIDTH] += other[i];
    }
  }

  /**
   * Images of a kind of pair in the whole set.
   *
   * @param kind of scope {@link MetricKind.Scope#PAIRS}
   */
  public long images(MetricKind kind) {
    long[] all = Objects.requireNonNull(counts.get(Scope.ALL));
    return switch (kind) {
      case PAIRED -> all[PAIRED];
      case RELABELLED -> all[RELABELLED];
      case GONE -> all[GONE];
      case NEW -> all[NEW];
      default -> throw new IllegalArgumentException(kind.label() + " counts no pairs");
    };
  }

  /** Classes of which the baseline's masks have pixels, and the candidate's have none. */
  private List<String> lostClasses() {
    return classNames.stream()
        .filter(
            name -> {
              long[] count = Objects.requireNonNull(counts.get(new Scope(null, name)));
              return count[BASELINE_PIXELS] > 0 && count[CANDIDATE_PIXELS] == 0;
            })
        .toList();
  }

  /**
   * Why the paired images do not stand for the scope of a metric. A mean over classes stands for no
   * class that the candidate lost.
   *
   * @return null where they do
   */
  public @Nullable String whyTooFew(MetricName metric, PairLimits limits) {
    long[] count = Objects.requireNonNull(counts.get(Scope.of(metric)));
    String why = tooFew(count, BASELINE, BASELINE_PIXELS, limits.ofBaseline(), "the baseline");
    if (why == null) {
      why = tooFew(count, CANDIDATE, CANDIDATE_PIXELS, limits.ofRun(), "this run");
    }
    return why == null && metric.kind().isMeanOfClasses() && metric.slice() == null
        ? whyClassesLost()
        : why;
  }

  /** Which classes lost all their pixels, as a sentence; null where none did. */
  @Nullable String whyClassesLost() {
    List<String> lost = lostClasses();
    return lost.isEmpty()
        ? null
        : "the baseline's masks have pixels of " + String.join(", ", lost) + ", this run's none";
  }

  private static @Nullable String tooFew(
      long[] count, int images, int pixels, double least, String whose) {
    if (holds(count[PAIRED], least, count[images])
        && holds(count[PAIRED_PIXELS], least, count[pixels])) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "%d of %d images and %d of %d valid pixels of %s are paired with the same truth, under"
            + " %s %%: %d gone, %d new, %d relabelled",
        count[PAIRED],
        count[images],
        count[PAIRED_PIXELS],
        count[pixels],
        whose,
        BigDecimal.valueOf(least).movePointRight(2).stripTrailingZeros().toPlainString(),
        count[GONE],
        count[NEW],
        count[RELABELLED]);
  }

  /** 0.55 * 100 is 55.00000000000001 in doubles. */
  private static boolean holds(long paired, double least, long of) {
    return paired >= least * of * (1 - ROUNDING);
  }
}
