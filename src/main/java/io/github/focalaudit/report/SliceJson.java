package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetMetrics.ClassMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slices and clusters in {@code summary.json}. Stateless. */
final class SliceJson {
  private SliceJson() {}

  /** A slice: its columns, its images, and the metrics of the summary; null metrics where small. */
  static ObjectNode slice(RunSummary.Slice slice, List<String> classNames) {
    ObjectNode node = Json.object();
    node.put("slice", slice.key().label());
    ObjectNode columns = node.putObject("columns");
    for (int i = 0; i < slice.key().columns().size(); i++) {
      columns.put(slice.key().columns().get(i), slice.key().values().get(i));
    }
    node.put("images", slice.images());
    DatasetMetrics metrics = slice.metrics();
    if (metrics == null) {
      node.putNull("loss");
      return node;
    }
    ObjectNode loss = node.putObject("loss");
    loss.put("mean", metrics.lossMean());
    loss.put("sum", metrics.lossSum());
    loss.put("denominator", metrics.denominator());
    loss.put("imageMean", metrics.imageMean());
    node.putObject("crossEntropy")
        .put("mean", metrics.crossEntropyMean())
        .put("sum", metrics.crossEntropySum());
    ArrayNode sweep = node.putArray("sweep");
    metrics
        .sweep()
        .forEach(point -> sweep.addObject().put("gamma", point.gamma()).put("mean", point.mean()));
    ArrayNode classes = node.putArray("classes");
    for (ClassMetrics byClass : metrics.classes()) {
      classes.add(SummaryJson.classNode(byClass, classNames.get(byClass.id())));
    }
    node.put("accuracy", metrics.accuracy());
    node.put("meanIou", metrics.meanIou());
    node.put("meanDice", metrics.meanDice());
    node.put("imagesWithoutValidPixels", metrics.imagesWithoutValidPixels());
    node.putObject("pixels")
        .put("valid", metrics.validPixels())
        .put("ignored", metrics.ignoredPixels());
    node.put("clampedElements", metrics.clampedElements());
    return node;
  }

  /** Means over clusters; null where there are none. */
  static @Nullable ObjectNode clusters(RunSummary.@Nullable Clusters clusters) {
    if (clusters == null) {
      return null;
    }
    ObjectNode node = Json.object();
    node.put("column", clusters.column());
    node.put("count", clusters.count());
    ObjectNode means = node.putObject("means");
    clusters
        .means()
        .forEach(
            (name, mean) ->
                means.putObject(name).put("mean", mean.mean()).put("clusters", mean.clusters()));
    return node;
  }
}
