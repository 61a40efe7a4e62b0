package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the history keeps of one run.
 *
 * @param runId unique in the history
 * @param finishedAt when the run ended
 * @param run the run directory
 * @param verdict what it came to
 * @param judged false for a run that passed without a gate; null else
 * @param accepted whether it may be a reference: only a run that a gate judged and that passed
 * @param datasetFingerprint of truth and image ids: another data set starts another trend
 * @param settingsHash of what the loss is made of
 * @param metrics values by metric name; one without value is left out
 */
public record HistoryEntry(
    @JsonProperty(required = true) String runId,
    @JsonProperty(required = true) Instant finishedAt,
    @JsonProperty(required = true) String run,
    @JsonProperty(required = true) VerdictStatus verdict,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean judged,
    boolean accepted,
    @JsonProperty(required = true) String datasetFingerprint,
    @JsonProperty(required = true) String settingsHash,
    SortedMap<String, Double> metrics) {
  /** How it is written and read. */
  public static final DocumentFormat<HistoryEntry> FORMAT =
      new DocumentFormat<>(HistoryEntry.class, "history entry", 1);

  /** The verdict and the gate decide whether a run is accepted, whatever the file says. */
  public HistoryEntry {
    accepted = verdict == VerdictStatus.PASS && !Boolean.FALSE.equals(judged);
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /** An entry, accepted where its verdict is pass. */
  public static HistoryEntry of(
      String runId,
      Instant finishedAt,
      String run,
      VerdictStatus verdict,
      String datasetFingerprint,
      String settingsHash,
      Map<String, Double> metrics) {
    return new HistoryEntry(
        runId,
        finishedAt,
        run,
        verdict,
        null,
        true,
        datasetFingerprint,
        settingsHash,
        new TreeMap<>(metrics));
  }

  /** The same for a run that no gate judged, which is not accepted. */
  public HistoryEntry notJudged() {
    return new HistoryEntry(
        runId, finishedAt, run, verdict, false, false, datasetFingerprint, settingsHash, metrics);
  }

  /** The value of a metric; null where the run has none. */
  public @Nullable Double metric(String name) {
    return metrics.get(name);
  }
}
