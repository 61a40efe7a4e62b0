package io.github.focalaudit.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the history keeps of one run.
 *
 * @param runId unique in the history
 * @param finishedAt when the run ended
 * @param runPath the run directory
 * @param verdict what it came to
 * @param datasetFingerprint of truth and image ids: another data set starts another trend
 * @param settingsHash of what the loss is made of
 * @param metrics values by metric name; one without value is left out
 */
public record RunRecord(
    String runId,
    Instant finishedAt,
    String runPath,
    Verdict.Status verdict,
    String datasetFingerprint,
    String settingsHash,
    Map<String, Double> metrics) {
  private static final int SCHEMA_VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public RunRecord {
    metrics = Map.copyOf(metrics);
  }

  /** Whether it may be a reference: only a run that passed. */
  public boolean accepted() {
    return verdict == Verdict.Status.PASS;
  }

  /** The value of a metric; null where the run has none. */
  public @Nullable Double metric(String name) {
    return metrics.get(name);
  }

  byte[] toJson() throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("schemaVersion", SCHEMA_VERSION);
    node.put("runId", runId);
    node.put("finishedAt", finishedAt.toString());
    node.put("run", runPath);
    node.put("verdict", verdict.label());
    node.put("accepted", accepted());
    node.put("datasetFingerprint", datasetFingerprint);
    node.put("settingsHash", settingsHash);
    ObjectNode values = node.putObject("metrics");
    new TreeMap<>(metrics).forEach((name, value) -> values.put(name, value));
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @param path of the file, for messages
   * @throws IllegalArgumentException where it is something else
   */
  static RunRecord fromJson(String path, byte[] bytes) throws IOException {
    try {
      JsonNode node = JSON.readTree(bytes);
      int version = node.path("schemaVersion").asInt(-1);
      if (version != SCHEMA_VERSION) {
        throw new IllegalArgumentException(
            "expected schemaVersion " + SCHEMA_VERSION + ", got " + version);
      }
      Map<String, Double> metrics = new TreeMap<>();
      node.path("metrics")
          .properties()
          .forEach(entry -> metrics.put(entry.getKey(), entry.getValue().asDouble()));
      return new RunRecord(
          text(node, "runId"),
          Instant.parse(text(node, "finishedAt")),
          text(node, "run"),
          Verdict.Status.valueOf(text(node, "verdict").toUpperCase(Locale.ROOT)),
          text(node, "datasetFingerprint"),
          text(node, "settingsHash"),
          metrics);
    } catch (JsonProcessingException | DateTimeParseException | IllegalArgumentException e) {
      String reason =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new IllegalArgumentException(
          "history object " + path + " cannot be read: " + reason + "; move it out of the history",
          e);
    }
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("key " + key + ": expected text, got " + value);
    }
    return value.asText();
  }
}
