package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.comparison.ComparedMetric;
import io.github.focalaudit.gate.RuleResult;
import io.github.focalaudit.gate.Verdict;
import java.util.Locale;

/** {@code verdict.json}: how the run ended. Written last. Stateless. */
public final class VerdictJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private VerdictJson() {}

  /** The file's content. */
  public static byte[] bytes(Verdict verdict) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("verdict", verdict.status().label());
    root.put("exitCode", verdict.exitCode());
    root.put("reason", verdict.reason());
    if (verdict.rules().stream().anyMatch(rule -> rule.difference() != null)) {
      root.put("meaning", ComparedMetric.MEANING);
    }
    ArrayNode rules = root.putArray("rules");
    verdict.rules().forEach(rule -> rules.add(rule(rule)));
    ArrayNode warnings = root.putArray("warnings");
    verdict
        .warnings()
        .forEach(rule -> warnings.add(rule.rule() + ", " + rule.metric() + ": " + rule.reason()));
    return Json.bytes(root);
  }

  private static ObjectNode rule(RuleResult rule) {
    ObjectNode node = Json.object();
    node.put("rule", rule.rule());
    node.put("metric", rule.metric().label());
    node.put("bound", rule.bound().kind().label());
    node.put("amount", rule.bound().amount());
    node.put("percent", rule.bound().percent());
    node.put("severity", rule.severity().name().toLowerCase(Locale.ROOT));
    node.put("family", rule.family().name().toLowerCase(Locale.ROOT));
    node.put("status", rule.status().label());
    ChangeJson.number(node, "value", rule.value());
    ChangeJson.number(node, "baseline", rule.baseline());
    ChangeJson.number(node, "margin", rule.margin());
    node.put("confidence", rule.confidence());
    ChangeJson.number(node, "lower", rule.lower());
    ChangeJson.number(node, "upper", rule.upper());
    ChangeJson.number(node, "detectableEffect", rule.detectableEffect());
    if (rule.difference() != null) {
      ChangeJson.put(node, rule.difference());
    }
    node.put("reason", rule.reason());
    return node;
  }
}
