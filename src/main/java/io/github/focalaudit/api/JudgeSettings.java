package io.github.focalaudit.api;

import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.run.AuditOptions;
import io.github.focalaudit.run.Invocation;
import io.github.focalaudit.run.JudgeOptions;
import io.github.focalaudit.run.RunConclusion;
import io.github.focalaudit.run.SliceRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a run is taken apart, audited, judged and compared. */
abstract class JudgeSettings<S extends JudgeSettings<S>> extends ScoringSettings<S> {
  private @Nullable String gate;
  private @Nullable String baseline;
  private @Nullable String history;
  private @Nullable String cluster;
  private final List<List<String>> slices = new ArrayList<>();
  private long sliceMinImages = 1;
  private int maxSlices = SliceRequest.DEFAULT_MAX_SLICES;
  private boolean audit;
  private boolean labelIssues;
  private @Nullable Integer pictures;
  private @Nullable String images;
  private boolean metricsTimestamps;
  private Invocation invocation = Invocation.NONE;
  private int replicates = Gate.DEFAULT_REPLICATES;

  JudgeSettings() {}

  /**
   * The rules that a run has to hold.
   *
   * @param path YAML file; null for none
   */
  public S gate(@Nullable String path) {
    gate = path;
    return self();
  }

  /**
   * The run to compare with.
   *
   * @param run its directory, or with a history {@code golden}, {@code last} or a run's id; null
   *     for none
   */
  public S baseline(@Nullable String run) {
    baseline = run;
    return self();
  }

  /**
   * Where past runs are kept, and a validated one is added.
   *
   * @param directory null for nowhere
   */
  public S history(@Nullable String directory) {
    history = directory;
    return self();
  }

  /**
   * The slice column whose values are independent of each other, such as scene or patient.
   *
   * @param column null for what the gate says, else every image
   */
  public S cluster(@Nullable String column) {
    cluster = column;
    return self();
  }

  /**
   * Adds metrics by the values of a column, or of several together.
   *
   * @param columns at least one, each once
   */
  public S slice(String... columns) {
    slices.add(List.of(columns));
    return self();
  }

  /**
   * The images that a slice needs to have metrics.
   *
   * @param count at least 1, the default
   */
  public S sliceMinImages(long count) {
    sliceMinImages = count;
    return self();
  }

  /**
   * The most slices of one {@link #slice} call.
   *
   * @param count at least 1; 200 by default
   */
  public S maxSlices(int count) {
    maxSlices = count;
    return self();
  }

  /**
   * Whether wrong labels and problem slices are looked for, pictures drawn and {@code report.html}
   * written; reads the images once more.
   *
   * @param wanted false by default
   */
  public S audit(boolean wanted) {
    audit = wanted;
    return self();
  }

  /**
   * Whether calibration is measured and wrong labels are looked for by confident learning; reads
   * the images once more. Part of {@link #audit}.
   *
   * @param wanted false by default
   */
  public S labelIssues(boolean wanted) {
    labelIssues = wanted;
    return self();
  }

  /**
   * The most pictures of the worst images, and of the most suspicious labels.
   *
   * @param count in [0, 1000]; null for 12 with {@link #audit}, else 0
   */
  public S pictures(@Nullable Integer count) {
    pictures = count;
    return self();
  }

  /**
   * Photographs for the pictures.
   *
   * @param pattern such as {@code images/{id}.png}, names are slice columns; null for the column
   *     image where there is one
   */
  public S images(@Nullable String pattern) {
    images = pattern;
    return self();
  }

  /**
   * The bootstrap replicates of a comparison of stored runs, where no gate says.
   *
   * @param count in [200, 100000]; 2000 by default
   */
  public S replicates(int count) {
    replicates = count;
    return self();
  }

  /**
   * Whether every sample of {@code metrics.prom} has the time of the run behind it.
   *
   * @param wanted false by default: the textfile collector of node_exporter refuses such files
   */
  public S metricsTimestamps(boolean wanted) {
    metricsTimestamps = wanted;
    return self();
  }

  /**
   * The words that a user gave to a program that calls this one, for the provenance of its runs;
   * secrets among them are masked.
   *
   * @param words of the command line; none by default
   * @param config file of options among them; null for none
   */
  public S command(List<String> words, @Nullable String config) {
    invocation = new Invocation(words, config, null);
    return self();
  }

  @Nullable String historyDirectory() {
    return history;
  }

  int replicateCount() {
    return replicates;
  }

  RunConclusion.Files files() {
    return new RunConclusion.Files(audit, metricsTimestamps, invocation);
  }

  JudgeOptions judge() {
    return new JudgeOptions(
        gate, baseline, history, new SliceRequest(slices, sliceMinImages, maxSlices, cluster));
  }

  @Nullable AuditOptions auditOptions() {
    if (!audit && !labelIssues && pictures == null) {
      return null;
    }
    int byDefault = audit ? AuditOptions.DEFAULT_PICTURES : 0;
    return new AuditOptions(audit || labelIssues, pictures == null ? byDefault : pictures, images);
  }
}
