package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.warning.WarningCode;
import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a metric in a gate file and in a verdict.
 *
 * <pre>
 * loss.mean                     class[Car].iou
 * images.lossQuantile[0.95]     slice[weather=fog].class[Car].dice
 * class[*].iou                  slice[weather=*].loss.mean
 * warnings[MOSTLY_IGNORED]
 * </pre>
 *
 * @param slice the images it is taken over; null for all
 * @param kind what is measured
 * @param className name or index of the class; null for metrics that are not by class
 * @param quantile in (0, 1); null for metrics that are not a quantile
 * @param warning the code that is counted; null for metrics that count no warnings
 */
public record MetricName(
    @Nullable SliceKey slice,
    MetricKind kind,
    @Nullable String className,
    @Nullable Double quantile,
    @Nullable WarningCode warning)
    implements Serializable {
  private static final Pattern SLICE = Pattern.compile("slice\\[((?:[^\\]\\\\]|\\\\.)*)\\]\\.(.+)");
  private static final Pattern CLASS = Pattern.compile("class\\[([^\\]]+)\\]\\.(.+)");
  private static final Pattern WARNINGS = Pattern.compile("warnings\\[([^\\]]*)\\]");
  private static final Pattern QUANTILE = Pattern.compile("images\\.lossQuantile\\[([^\\]]*)\\]");

  /** A metric that counts no warnings. */
  public MetricName(
      @Nullable SliceKey slice,
      MetricKind kind,
      @Nullable String className,
      @Nullable Double quantile) {
    this(slice, kind, className, quantile, null);
  }

  /** A metric over all images. */
  public static MetricName of(MetricKind kind) {
    return new MetricName(null, kind, null, null);
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException where it is none; the message says what is known
   */
  public static MetricName parse(String text) {
    Matcher slice = SLICE.matcher(text);
    if (slice.matches()) {
      MetricName inner = parse(slice.group(2));
      if (inner.slice != null || !inner.kind.isRatioOfSums()) {
        throw new IllegalArgumentException("\"" + slice.group(2) + "\" is not a metric of a slice");
      }
      return new MetricName(SliceKey.parse(slice.group(1)), inner.kind, inner.className, null);
    }
    Matcher byClass = CLASS.matcher(text);
    if (byClass.matches()) {
      MetricKind kind = MetricKind.find(byClass.group(2), MetricKind.Scope.CLASS);
      if (kind == null) {
        throw new IllegalArgumentException(
            "\"" + byClass.group(2) + "\" is not a metric of a class; known are loss, iou, dice");
      }
      return new MetricName(null, kind, byClass.group(1), null);
    }
    Matcher quantile = QUANTILE.matcher(text);
    if (quantile.matches()) {
      return new MetricName(null, MetricKind.LOSS_QUANTILE, null, quantile(quantile.group(1)));
    }
    Matcher warnings = WARNINGS.matcher(text);
    if (warnings.matches()) {
      return new MetricName(null, MetricKind.WARNINGS, null, null, code(warnings.group(1)));
    }
    MetricKind kind = MetricKind.find(text, MetricKind.Scope.IMAGES);
    if (kind == null) {
      kind = MetricKind.find(text, MetricKind.Scope.RUN);
    }
    if (kind == null) {
      throw new IllegalArgumentException(
          "unknown metric \""
              + text
              + "\"; known are loss.mean, loss.imageMean, crossEntropy.mean, meanIou, meanDice,"
              + " accuracy, class[NAME].loss, class[NAME].iou, class[NAME].dice,"
              + " slice[COLUMN=VALUE].METRIC, images.quarantinedFraction, images.coverage,"
              + " images.lossQuantile[P], warnings[CODE]");
    }
    return of(kind);
  }

  private static WarningCode code(String text) {
    return WarningCode.find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "warnings[" + text + "]: no such code; codes are " + WarningCode.known()));
  }

  private static double quantile(String text) {
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "images.lossQuantile[" + text + "]: expected a number in (0, 1)", e);
    }
    throw new IllegalArgumentException(
        "images.lossQuantile[" + text + "]: expected a number in (0, 1)");
  }

  /** The same metric of one class. */
  public MetricName withClass(String name) {
    return new MetricName(slice, kind, name, quantile);
  }

  /** The same metric of one slice. */
  public MetricName withSlice(SliceKey key) {
    return new MetricName(key, kind, className, quantile);
  }

  /** Whether it names several classes or slices. */
  public boolean isPattern() {
    return Objects.equals(className, SliceKey.ANY) || slice != null && slice.isPattern();
  }

  /** The name as a gate file has it. */
  public String label() {
    StringBuilder label = new StringBuilder();
    if (slice != null) {
      label.append("slice[").append(slice.label()).append("].");
    }
    if (className != null) {
      label.append("class[").append(className).append("].");
    }
    label.append(kind.label());
    if (quantile != null) {
      label.append('[').append(quantile).append(']');
    }
    if (warning != null) {
      label.append('[').append(warning).append(']');
    }
    return label.toString();
  }

  @Override
  public String toString() {
    return label();
  }
}
