package io.github.focalaudit.report;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code verdict.json}: how the run ended. Written last. Stateless. */
public final class VerdictJson {
  /** Changes when a key changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  private VerdictJson() {}

  /**
   * The file's content.
   *
   * @param verdict pass, fail, inconclusive or error
   * @param exitCode what the process ends with
   * @param reason in one line
   */
  public static byte[] bytes(String verdict, int exitCode, String reason) {
    ObjectNode root = Json.object();
    root.put("schemaVersion", SCHEMA_VERSION);
    root.put("verdict", verdict);
    root.put("exitCode", exitCode);
    root.put("reason", reason);
    root.putArray("rules");
    return Json.bytes(root);
  }
}
