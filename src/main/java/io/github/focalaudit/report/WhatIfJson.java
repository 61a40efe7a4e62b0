package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.evaluation.LossSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code what-if.json}: the loss of a run under other settings. Stateless. */
public final class WhatIfJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private WhatIfJson() {}

  /**
   * The file's content.
   *
   * @param run the run directory
   * @param settings what was asked
   * @param mean the loss under them; null without valid pixels
   * @param imageMean mean of the image means; null without valid pixels
   * @param classNames the classes that count
   * @param classMeans loss of each of them alone; null for a class without positives
   */
  public static byte[] bytes(
      String run,
      LossSettings settings,
      @Nullable Double mean,
      @Nullable Double imageMean,
      List<String> classNames,
      List<@Nullable Double> classMeans) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("run", run);
    ObjectNode loss = root.putObject("loss");
    loss.put("mean", mean);
    loss.put("imageMean", imageMean);
    SummaryJson.settings(loss, settings);
    ArrayNode classes = root.putArray("classes");
    for (int i = 0; i < classNames.size(); i++) {
      classes.addObject().put("name", classNames.get(i)).put("lossMean", classMeans.get(i));
    }
    return Json.bytes(root);
  }
}
