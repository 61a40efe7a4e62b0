package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.comparison.ChangeTerms;
import io.github.focalaudit.comparison.ComparedMetric;
import io.github.focalaudit.comparison.Difference;
import io.github.focalaudit.comparison.ImagePair;
import org.jspecify.annotations.Nullable;

/** {@code comparison.json}: the comparison of two runs. Stateless. */
public final class ChangeJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private ChangeJson() {}

  /** The file's content. */
  public static byte[] bytes(RunChange change) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("baseline", change.baseline());
    root.put("candidate", change.candidate());
    ObjectNode clusters = root.putObject("clusters");
    clusters.put("column", change.clusterColumn());
    clusters.put("count", change.clusters());
    ObjectNode images = root.putObject("images");
    for (ImagePair.Kind kind : ImagePair.Kind.values()) {
      images.put(kind.label(), change.images().getOrDefault(kind, 0L));
    }
    root.put("meaning", ComparedMetric.MEANING);
    root.set("notes", Json.node(change.notes()));
    ArrayNode metrics = root.putArray("metrics");
    change.metrics().forEach(metric -> metrics.add(metric(metric)));
    root.set("change", terms(change));
    return Json.bytes(root);
  }

  private static ObjectNode metric(ComparedMetric metric) {
    ObjectNode node = Json.object();
    node.put("metric", metric.metric().label());
    node.put("baseline", metric.baseline());
    node.put("value", metric.value());
    put(node, metric.difference());
    number(node, "lower", metric.lower());
    number(node, "upper", metric.upper());
    node.put("confidence", metric.confidence());
    node.put("note", metric.note());
    return node;
  }

  /** The change and its uncertainty. */
  static void put(ObjectNode node, Difference difference) {
    number(node, "pairedBaseline", difference.baseline());
    number(node, "difference", difference.change());
    number(node, "standardError", difference.standardError());
    number(node, "jackknifeError", difference.jackknifeError());
    node.put("clusters", difference.clusters());
    node.put("effectiveClusters", difference.effectiveClusters());
    node.put("largestClusterShare", difference.largestShare());
    node.put("replicates", difference.replicates());
    node.put("droppedReplicates", difference.droppedReplicates());
  }

  /** A number; infinities are strings, an undefined one is null. */
  static void number(ObjectNode node, String key, @Nullable Double value) {
    if (value != null && value.isInfinite()) {
      node.put(key, value > 0 ? "Infinity" : "-Infinity");
    } else {
      node.put(key, value == null || value.isNaN() ? null : value);
    }
  }

  private static @Nullable ObjectNode terms(RunChange change) {
    ChangeTerms terms = change.change();
    if (terms == null) {
      return null;
    }
    ObjectNode node = Json.object();
    node.put("metric", "loss.mean");
    number(node, "value", terms.change());
    ObjectNode dimensions = node.putObject("terms");
    terms
        .dimensions()
        .forEach(
            (name, dimension) -> {
              ObjectNode one = dimensions.putObject(name);
              ArrayNode list = one.putArray("terms");
              dimension
                  .terms()
                  .forEach(
                      term -> {
                        ObjectNode item = list.addObject();
                        item.put("label", term.label());
                        item.put("images", term.images());
                        number(item, "value", term.value());
                      });
              number(one, "rounding", dimension.rounding());
            });
    ArrayNode images = node.putArray("largestImages");
    for (RunChange.Image image : change.largestImages()) {
      ObjectNode item = images.addObject();
      item.put("imageId", image.imageId());
      item.put("kind", image.kind());
      number(item, "value", image.value());
    }
    return node;
  }
}
