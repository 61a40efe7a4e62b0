package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.gate.Trend;
import java.util.List;

/** {@code trend.json}: how a metric went over the last runs, this one included. Stateless. */
public final class TrendJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  /** Runs that are kept. */
  public static final int RUNS = 60;

  private TrendJson() {}

  /**
   * The file's content.
   *
   * @param points the runs, the oldest first
   * @param metric what was followed
   */
  public static byte[] bytes(List<Trend.Point> points, String metric) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("metric", metric);
    ArrayNode runs = root.putArray("points");
    for (Trend.Point point : points.subList(Math.max(0, points.size() - RUNS), points.size())) {
      ObjectNode node = runs.addObject();
      node.put("run", point.run().runId());
      node.put("finishedAt", point.run().finishedAt().toString());
      node.put("verdict", point.run().verdict().label());
      ChangeJson.number(node, "value", point.value());
      ChangeJson.number(node, "z", point.z());
      ChangeJson.number(node, "limit", point.limit());
      ChangeJson.number(node, "cusumUp", point.cusumUp());
      ChangeJson.number(node, "cusumDown", point.cusumDown());
      node.put("note", point.note());
    }
    return Json.bytes(root);
  }
}
