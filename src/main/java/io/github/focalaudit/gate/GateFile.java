package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.PairLimits;
import io.github.focalaudit.document.Severity;
import io.github.focalaudit.gate.Bound.Kind;
import io.github.focalaudit.yaml.YamlException;
import io.github.focalaudit.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a gate file, version 1:
 *
 * <pre>
 * version: 1
 * confidence: 0.975        # one-sided, for rules that give none
 * inconclusive: fail       # or warn
 * replicates: 2000
 * cluster: scene           # or --cluster; else the image
 * crossCheck: required     # or optional
 * minPaired: 95%           # of the baseline's images and valid pixels, for changes
 * minPairedOfRun: 50%      # of this run's
 * rules:
 *   - name: overall loss
 *     metric: loss.mean
 *     maxIncrease: 2%
 *   - metric: class[*].iou
 *     maxDecrease: 0.02
 *     severity: warn
 * </pre>
 *
 * The schema is closed: a key that is unknown, a value of another type, a bound that nothing can
 * meet, and a rule without a bound are refused with line and key. Stateless.
 */
public final class GateFile {
  private static final List<String> KEYS =
      List.of(
          "version",
          "confidence",
          "inconclusive",
          "replicates",
          "cluster",
          "crossCheck",
          "minPaired",
          "minPairedOfRun",
          "rules");
  private static final List<String> RULE_KEYS =
      List.of(
          "name",
          "metric",
          "min",
          "max",
          "maxIncrease",
          "maxDecrease",
          "confidence",
          "severity",
          "primary");

  private GateFile() {}

  /**
   * Reads a gate file.
   *
   * @param file its name, for messages
   * @param bytes UTF-8
   * @throws YamlException where it is not one; the message has file, line and key
   */
  public static Gate read(String file, byte[] bytes) {
    YamlNode root = YamlNode.read("gate file " + file, bytes);
    if (root.value() == null) {
      throw root.error("is empty; expected version and rules");
    }
    Map<String, YamlNode> keys = root.map(KEYS);
    YamlNode version = required(root, keys, "version");
    if (version.number() != Gate.VERSION) {
      throw version.error("expected " + Gate.VERSION + ", got " + version.describe());
    }
    YamlNode confidenceNode = keys.get("confidence");
    double confidence =
        confidenceNode == null ? Gate.DEFAULT_CONFIDENCE : confidence(confidenceNode);
    YamlNode inconclusive = keys.get("inconclusive");
    boolean warns =
        inconclusive != null && choice(inconclusive, List.of("fail", "warn")).equals("warn");
    YamlNode replicatesNode = keys.get("replicates");
    int replicates = replicatesNode == null ? Gate.DEFAULT_REPLICATES : replicates(replicatesNode);
    YamlNode clusterNode = keys.get("cluster");
    String cluster = clusterNode == null ? null : clusterNode.text();
    YamlNode crossCheck = keys.get("crossCheck");
    boolean checked =
        crossCheck != null
            && choice(crossCheck, List.of("required", "optional")).equals("required");
    PairLimits limits =
        new PairLimits(
            part(keys.get("minPaired"), PairLimits.DEFAULT.ofBaseline()),
            part(keys.get("minPairedOfRun"), PairLimits.DEFAULT.ofRun()));
    List<Rule> rules = rules(required(root, keys, "rules"), confidence);
    return new Gate(file, warns, replicates, checked, limits, cluster, rules);
  }

  private static List<Rule> rules(YamlNode node, double confidence) {
    if (node.list().isEmpty()) {
      throw node.error("expected at least one rule; a gate without rules passes everything");
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlNode item : node.list()) {
      Rule rule = rule(item, confidence);
      if (!names.add(rule.name())) {
        throw item.error("a second rule is called \"" + rule.name() + "\"; give it another name");
      }
      rules.add(rule);
    }
    return rules;
  }

  private static Rule rule(YamlNode node, double confidence) {
    Map<String, YamlNode> keys = node.map(RULE_KEYS);
    YamlNode metricNode = required(node, keys, "metric");
    MetricName metric;
    try {
      metric = MetricName.parse(metricNode.text());
    } catch (YamlException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw metricNode.error(message == null ? "is not a metric" : message);
    }
    List<Bound> bounds = bounds(node, keys, metric);
    YamlNode name = keys.get("name");
    YamlNode confidenceNode = keys.get("confidence");
    YamlNode severity = keys.get("severity");
    YamlNode primary = keys.get("primary");
    return new Rule(
        name == null ? metric.label() : name.text(),
        metric,
        bounds,
        confidenceNode == null ? confidence : confidence(confidenceNode),
        severity == null
            ? Severity.FAIL
            : Severity.valueOf(choice(severity, List.of("fail", "warn")).toUpperCase(Locale.ROOT)),
        primary == null ? metric.slice() == null && metric.className() == null : primary.truth(),
        node.line());
  }

  private static List<Bound> bounds(YamlNode rule, Map<String, YamlNode> keys, MetricName metric) {
    List<Bound> bounds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      YamlNode node = keys.get(kind.label());
      if (node != null) {
        bounds.add(kind.isRelative() ? margin(node, kind, metric) : limit(node, kind, metric));
      }
    }
    if (bounds.isEmpty()) {
      throw rule.error("has no bound; give min, max, maxIncrease or maxDecrease");
    }
    YamlNode min = keys.get("min");
    YamlNode max = keys.get("max");
    if (min != null && max != null && min.number() > max.number()) {
      throw min.error(
          "is above max: no value can be at least " + min.value() + " and at most " + max.value());
    }
    return bounds;
  }

  private static Bound limit(YamlNode node, Kind kind, MetricName metric) {
    double amount = node.number();
    if (kind == Kind.MAX && amount < 0) {
      throw node.error("nothing is below 0, got " + amount);
    }
    if (kind == Kind.MIN && metric.kind().isFraction() && amount > 1) {
      throw node.error("the metric is at most 1, got " + amount);
    }
    return new Bound(kind, amount, false);
  }

  private static Bound margin(YamlNode node, Kind kind, MetricName metric) {
    if (!metric.kind().hasChange()) {
      throw node.error(
          metric.kind() == MetricKind.LOSS_QUANTILE
              ? "a quantile has no interval for its change; bind it by min or max"
              : metric.label() + " counts what this run has; bind it by min or max");
    }
    if (node.value() == null) {
      throw node.error("the margin is missing; give a number, or a percentage such as 2%");
    }
    boolean percent = isPercentage(node);
    double amount = percent ? percentage(node) : node.number();
    if (amount < 0) {
      throw node.error("a margin is at least 0, got " + node.describe());
    }
    return new Bound(kind, amount, percent);
  }

  private static double part(@Nullable YamlNode node, double otherwise) {
    if (node == null) {
      return otherwise;
    }
    double part = isPercentage(node) ? percentage(node) / 100 : node.number();
    if (part >= 0 && part <= 1) {
      return part;
    }
    throw node.error("expected a part from 0 to 1 or 0% to 100%, got " + node.describe());
  }

  private static boolean isPercentage(YamlNode node) {
    return node.value() instanceof String text && text.strip().endsWith("%");
  }

  private static double percentage(YamlNode node) {
    String text = node.text().strip();
    try {
      double amount = Double.parseDouble(text.substring(0, text.length() - 1).strip());
      if (Double.isFinite(amount)) {
        return amount;
      }
    } catch (NumberFormatException e) {
      throw node.error("expected a percentage such as 2%, got " + node.describe());
    }
    throw node.error("expected a percentage such as 2%, got " + node.describe());
  }

  private static double confidence(YamlNode node) {
    double confidence = node.number();
    if (confidence > 0.5 && confidence < 1) {
      return confidence;
    }
    throw node.error("a one-sided confidence lies in (0.5, 1), got " + confidence);
  }

  private static int replicates(YamlNode node) {
    double number = node.number();
    if (number == Math.rint(number)
        && number >= Gate.MIN_REPLICATES
        && number <= Gate.MAX_REPLICATES) {
      return (int) number;
    }
    throw node.error(
        "expected a whole number from "
            + Gate.MIN_REPLICATES
            + " to "
            + Gate.MAX_REPLICATES
            + ", got "
            + node.describe());
  }

  private static String choice(YamlNode node, List<String> known) {
    String text = node.text();
    if (known.contains(text)) {
      return text;
    }
    throw node.error("expected " + String.join(" or ", known) + ", got \"" + text + "\"");
  }

  private static YamlNode required(YamlNode parent, Map<String, YamlNode> keys, String key) {
    @Nullable YamlNode node = keys.get(key);
    if (node == null) {
      String path = parent.key().isEmpty() ? key : parent.key() + "." + key;
      throw new YamlException(parent.file(), parent.line(), path, "is missing");
    }
    return node;
  }
}
