package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetMetrics.ClassMetrics;
import io.github.focalaudit.evaluation.LossSettings;
import org.jspecify.annotations.Nullable;

/** {@code summary.json}: everything that is a number about a run. Stateless. */
public final class SummaryJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private SummaryJson() {}

  /** The file's content. */
  public static byte[] bytes(RunSummary summary) {
    DatasetMetrics metrics = summary.metrics();
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.set("loss", loss(summary.loss(), metrics));
    ObjectNode crossEntropy = root.putObject("crossEntropy");
    crossEntropy.put("mean", metrics.crossEntropyMean());
    crossEntropy.put("sum", metrics.crossEntropySum());
    ArrayNode sweep = root.putArray("sweep");
    metrics
        .sweep()
        .forEach(point -> sweep.addObject().put("gamma", point.gamma()).put("mean", point.mean()));
    ArrayNode classes = root.putArray("classes");
    for (ClassMetrics byClass : metrics.classes()) {
      classes.add(classNode(byClass, summary.classNames().get(byClass.id())));
    }
    root.put("accuracy", metrics.accuracy());
    root.put("meanIou", metrics.meanIou());
    root.put("meanDice", metrics.meanDice());
    ObjectNode images = root.putObject("images");
    images.put("expected", summary.expectedImages());
    images.put("scored", metrics.images());
    images.put("quarantined", summary.quarantinedCount());
    images.put("withoutValidPixels", metrics.imagesWithoutValidPixels());
    ObjectNode pixels = root.putObject("pixels");
    pixels.put("valid", metrics.validPixels());
    pixels.put("ignored", metrics.ignoredPixels());
    root.put("clampedElements", metrics.clampedElements());
    root.set("quarantine", Json.node(summary.quarantined()));
    root.set("precision", precision(summary.precision()));
    ObjectNode kernel = root.putObject("kernel");
    kernel.put("name", String.join(",", summary.kernels().keySet()));
    kernel.put("numericVersion", summary.numericVersion());
    kernel.set("images", Json.node(summary.kernels()));
    ObjectNode crossCheck = root.putObject("crossCheck");
    crossCheck.put("bands", summary.crossCheck().bands());
    crossCheck.put("maxRelativeDifference", summary.crossCheck().maxRelativeDifference());
    crossCheck.put("status", summary.crossCheck().status());
    root.set("confusion", confusion(summary.confusion()));
    ArrayNode slices = root.putArray("slices");
    summary.slices().forEach(slice -> slices.add(SliceJson.slice(slice, summary.classNames())));
    root.set("clusters", SliceJson.clusters(summary.clusters()));
    root.set("settings", Json.node(summary.inputs()));
    root.set("warnings", Json.node(summary.warnings()));
    root.set("timing", Json.node(summary.timing()));
    root.set("provenance", Json.node(summary.provenance()));
    return Json.bytes(root);
  }

  private static ObjectNode loss(LossSettings settings, DatasetMetrics metrics) {
    ObjectNode loss = Json.object();
    loss.put("mean", metrics.lossMean());
    loss.put("sum", metrics.lossSum());
    loss.put("denominator", metrics.denominator());
    loss.put("imageMean", metrics.imageMean());
    settings(loss, settings);
    return loss;
  }

  /** What a loss is made of. */
  static void settings(ObjectNode loss, LossSettings settings) {
    loss.put("preset", settings.preset().label());
    loss.put("activation", settings.activationLabel());
    loss.put("gamma", settings.gamma());
    if (settings.alpha().size() == 1) {
      loss.put("alpha", settings.alpha().get(0));
    } else {
      loss.set("alpha", Json.node(settings.alpha()));
    }
    loss.set("classWeights", Json.node(settings.classWeights()));
    loss.put("eps", settings.eps());
    loss.put("normalizer", settings.normalizer().label());
  }

  static ObjectNode classNode(ClassMetrics byClass, String name) {
    ObjectNode node = Json.object();
    node.put("id", byClass.id());
    node.put("name", name);
    node.put("positives", byClass.positives());
    node.put("lossShare", byClass.lossShare());
    node.put("positiveSum", byClass.positiveSum());
    node.put("negativeSum", byClass.negativeSum());
    node.put("iou", byClass.iou());
    node.put("dice", byClass.dice());
    node.put("recall", byClass.recall());
    node.put("precision", byClass.precision());
    return node;
  }

  private static @Nullable ObjectNode precision(RunSummary.@Nullable Precision precision) {
    if (precision == null) {
      return null;
    }
    ObjectNode node = Json.object();
    node.set("elementTypes", Json.node(precision.elementTypes()));
    node.put("bands", precision.bands());
    node.put("relative", precision.relative());
    return node;
  }

  private static @Nullable ObjectNode confusion(long @Nullable [][] confusion) {
    if (confusion == null) {
      return null;
    }
    ObjectNode node = Json.object();
    node.put("rows", "truth");
    node.set("pixels", Json.node(confusion));
    return node;
  }
}
