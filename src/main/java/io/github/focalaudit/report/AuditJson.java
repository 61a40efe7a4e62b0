package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.evaluation.audit.AuditFindings;

/** {@code audit.json}: what an audit found; keys are the names of the records. Stateless. */
public final class AuditJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private AuditJson() {}

  /** The file's content; what was not asked for has no key. */
  public static byte[] bytes(AuditFindings findings) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.setAll((ObjectNode) Json.node(findings));
    dropNulls(root);
    return Json.bytes(root);
  }

  /** In objects only: an array keeps its places. */
  private static void dropNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(entry -> entry.getValue().isNull());
    }
    node.forEach(AuditJson::dropNulls);
  }
}
