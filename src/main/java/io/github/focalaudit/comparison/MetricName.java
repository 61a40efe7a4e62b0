package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.warning.WarningCode;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The name of a metric in a gate file and in a verdict.
 *
 * <pre>
 * loss.mean                     class[Car].iou
 * images.lossQuantile[0.95]     slice[weather=fog].class[Car].dice
 * class[*].iou                  slice[weather=*].loss.mean
 * warnings[MOSTLY_IGNORED]      images.relabelled
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

  /** Scopes whose metrics are named by their label alone. */
  private static final List<MetricKind.Scope> WHOLE =
      List.of(MetricKind.Scope.IMAGES, MetricKind.Scope.RUN, MetricKind.Scope.PAIRS);

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
            "\"" + byClass.group(2) + "\" is not a metric of a class; known are " + ofClasses());
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
    return WHOLE.stream()
        .map(scope -> MetricKind.find(text, scope))
        .filter(Objects::nonNull)
        .findFirst()
        .map(MetricName::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown metric \"" + text + "\"; known are " + known()));
  }

  /** The names that there are, each kind by its form. */
  private static String known() {
    return Stream.concat(
            Arrays.stream(MetricKind.values()).map(MetricName::form),
            Stream.of("slice[COLUMN=VALUE].METRIC"))
        .collect(Collectors.joining(", "));
  }

  private static String form(MetricKind kind) {
    return switch (kind.scope()) {
      case IMAGES, RUN, PAIRS -> kind.label();
      case CLASS -> "class[NAME]." + kind.label();
      case QUANTILE -> kind.label() + "[P]";
      case WARNINGS -> kind.label() + "[CODE]";
    };
  }

  private static String ofClasses() {
    return Arrays.stream(MetricKind.values())
        .filter(kind -> kind.scope() == MetricKind.Scope.CLASS)
        .map(MetricKind::label)
        .collect(Collectors.joining(", "));
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
