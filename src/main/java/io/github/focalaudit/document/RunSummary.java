package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetMetrics.GammaMean;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code summary.json}: everything that a run says about itself in numbers.
 *
 * @param loss the number, and the settings of the loss
 * @param crossEntropy in nats
 * @param sweep the mean for every gamma, the reported one first
 * @param classes by class
 * @param accuracy correct pixels over valid pixels; null for multi-label masks
 * @param meanIou mean intersection over union, over the classes that have positives
 * @param meanDice mean Dice coefficient, over the classes that have positives
 * @param images by result
 * @param pixels by whether they count
 * @param clampedElements valid elements whose probability lay outside [eps, 1 - eps]
 * @param quarantine refused inputs by reason
 * @param precision what the stored type does to the mean; null where nothing was sampled
 * @param kernel what scored the images
 * @param crossCheck the second opinion
 * @param confusion null for multi-label masks
 * @param slices by columns, then by values
 * @param clusters means over clusters; null where no cluster column was named
 * @param settings how files were read
 * @param warnings what a user should know, each with its code in front
 * @param warningCodes how many warnings there are by code; null in summaries without codes
 * @param timing in seconds, by part of the run
 * @param provenance what made the number
 */
public record RunSummary(
    @JsonProperty(required = true) LossSummary loss,
    @JsonProperty(required = true) CrossEntropy crossEntropy,
    List<GammaMean> sweep,
    List<ClassSummary> classes,
    @Nullable Double accuracy,
    @Nullable Double meanIou,
    @Nullable Double meanDice,
    @JsonProperty(required = true) Images images,
    @JsonProperty(required = true) Pixels pixels,
    long clampedElements,
    SortedMap<String, Long> quarantine,
    @Nullable Precision precision,
    @JsonProperty(required = true) KernelUse kernel,
    @JsonProperty(required = true) CrossCheck crossCheck,
    @Nullable Confusion confusion,
    List<SliceSummary> slices,
    @Nullable Clusters clusters,
    @JsonProperty(required = true) Settings settings,
    List<String> warnings,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WarningCounts warningCodes,
    SortedMap<String, Double> timing,
    @JsonProperty(required = true) Provenance provenance) {
  private static final String WALL = "wallSeconds";

  /** How it is written and read. */
  public static final DocumentFormat<RunSummary> FORMAT =
      new DocumentFormat<>(RunSummary.class, "summary", 1);

  /** The same after another part of the run, which {@code wallSeconds} includes. */
  public RunSummary withPart(String name, double seconds, double wallSeconds) {
    SortedMap<String, Double> parts = new TreeMap<>(timing);
    parts.put(name, seconds);
    parts.put(WALL, wallSeconds);
    return new RunSummary(
        loss,
        crossEntropy,
        sweep,
        classes,
        accuracy,
        meanIou,
        meanDice,
        images,
        pixels,
        clampedElements,
        quarantine,
        precision,
        kernel,
        crossCheck,
        confusion,
        slices,
        clusters,
        settings,
        warnings,
        warningCodes,
        Collections.unmodifiableSortedMap(parts),
        provenance);
  }

  /**
   * Cross-entropy in nats.
   *
   * @param mean over valid pixels for label masks, over valid elements else
   * @param sum over the same
   */
  public record CrossEntropy(@Nullable Double mean, double sum) {
    static CrossEntropy of(DatasetMetrics metrics) {
      return new CrossEntropy(metrics.crossEntropyMean(), metrics.crossEntropySum());
    }
  }

  /**
   * Images by what became of them.
   *
   * @param expected images that a complete dataset would have
   * @param scored images in the table
   * @param quarantined refused inputs
   * @param withoutValidPixels scored images without a valid pixel
   */
  public record Images(long expected, long scored, long quarantined, long withoutValidPixels) {}

  /**
   * Pixels by whether they count.
   *
   * @param valid pixels with a valid element
   * @param ignored the others
   */
  public record Pixels(long valid, long ignored) {
    static Pixels of(DatasetMetrics metrics) {
      return new Pixels(metrics.validPixels(), metrics.ignoredPixels());
    }
  }

  /**
   * What half a unit in the last place of the stored scores does to the mean.
   *
   * @param elementTypes images by stored type
   * @param bands sampled bands
   * @param relative relative change; null where the sample had no loss
   */
  public record Precision(
      SortedMap<String, Long> elementTypes, long bands, @Nullable Double relative) {}

  /**
   * What scored the images.
   *
   * @param name names of the kernels, separated by commas
   * @param numericVersion changes whenever bits may change
   * @param images by name of the kernel
   */
  public record KernelUse(String name, int numericVersion, SortedMap<String, Long> images) {
    /** The kernels of a run. */
    public static KernelUse of(int numericVersion, SortedMap<String, Long> images) {
      return new KernelUse(String.join(",", images.keySet()), numericVersion, images);
    }
  }

  /**
   * What the second opinion said.
   *
   * @param bands bands that both kernels scored
   * @param maxRelativeDifference over the sums of the bands; null where there were none
   * @param status how it ended
   */
  public record CrossCheck(
      long bands,
      @Nullable Double maxRelativeDifference,
      @JsonProperty(required = true) CheckStatus status) {}

  /**
   * How many warnings there are by code.
   *
   * @param raised those that are shown
   * @param accepted those that were said to be known
   */
  public record WarningCounts(SortedMap<String, Long> raised, SortedMap<String, Long> accepted) {
    /** The counts of warnings, some of whose codes are accepted. */
    public static WarningCounts of(Collection<Warning> warnings, Set<WarningCode> accepted) {
      Map<Boolean, List<Warning>> parts =
          warnings.stream()
              .collect(Collectors.partitioningBy(one -> accepted.contains(one.code())));
      return new WarningCounts(
          Warning.counts(parts.getOrDefault(false, List.of())),
          Warning.counts(parts.getOrDefault(true, List.of())));
    }
  }

  /** How a cross-check ended. */
  public enum CheckStatus {
    /** The kernels agree. */
    PASSED,
    /** They do not. */
    FAILED,
    /** No band was scored by both. */
    SKIPPED,
    /** It was not asked for. */
    OFF;

    /** The name in summaries. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Valid pixels by truth and prediction.
   *
   * @param rows what a row is: truth
   * @param pixels as [truth][prediction]
   */
  public record Confusion(String rows, long[][] pixels) {
    /** The confusion of a dataset, as [truth][prediction]. */
    public static Confusion of(long[][] pixels) {
      return new Confusion("truth", pixels);
    }
  }

  /**
   * Means over clusters of the cluster's value.
   *
   * @param column whose values are the clusters
   * @param count how many
   * @param means by metric, for those that a cluster has
   */
  public record Clusters(String column, long count, SortedMap<String, ClusterMean> means) {}

  /**
   * The mean of one metric.
   *
   * @param mean over the clusters that have it
   * @param clusters how many have it
   */
  public record ClusterMean(double mean, long clusters) {}

  /**
   * How files were read.
   *
   * @param classes number of classes
   * @param ignoreIndex mask values that are left out
   * @param labelMap the entries; null where mask values are class indices
   * @param layout order of the dimensions of the scores; null where none was given
   * @param npzKey array of an archive of scores; null for the only one
   * @param truthNpzKey array of an archive of masks; null for the only one
   */
  public record Settings(
      int classes,
      List<Integer> ignoreIndex,
      @Nullable String labelMap,
      @Nullable String layout,
      @Nullable String npzKey,
      @Nullable String truthNpzKey) {}

  /**
   * What made the number.
   *
   * @param commit of the sources
   * @param configHash SHA-256 of everything that the number depends on besides the data
   * @param inputFingerprint of all files that were read
   * @param javaVersion of the driver
   * @param lanes of the vector unit
   * @param partitions of the scoring stage
   * @param sparkVersion of the driver
   * @param version of the program
   * @param origin who asked for the run, when, and from what; null in summaries of earlier builds
   */
  public record Provenance(
      String commit,
      String configHash,
      String inputFingerprint,
      String javaVersion,
      int lanes,
      int partitions,
      String sparkVersion,
      String version,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Origin origin) {}

  /**
   * Who asked for the run, when, and from what.
   *
   * @param startedAt when the program began to prepare it
   * @param finishedAt when its tables were written
   * @param user of the driver
   * @param host of the driver
   * @param command words of the command line, secrets masked; empty where a program asked
   * @param inputs paths and patterns by option
   * @param sha256 of the files that decide, by option, in hex
   */
  public record Origin(
      Instant startedAt,
      Instant finishedAt,
      String user,
      String host,
      List<String> command,
      SortedMap<String, String> inputs,
      SortedMap<String, String> sha256) {}
}
