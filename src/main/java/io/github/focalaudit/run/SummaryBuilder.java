package io.github.focalaudit.run;

import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.DocumentFormat;
import io.github.focalaudit.document.LossSummary;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.RunSummary.CheckStatus;
import io.github.focalaudit.document.RunSummary.Confusion;
import io.github.focalaudit.document.RunSummary.CrossCheck;
import io.github.focalaudit.document.RunSummary.KernelUse;
import io.github.focalaudit.document.RunSummary.Precision;
import io.github.focalaudit.document.RunSummary.Provenance;
import io.github.focalaudit.document.SliceSummary;
import io.github.focalaudit.evaluation.CheckState;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.RunTallies;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.storage.Excerpt;
import io.github.focalaudit.warning.Warning;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the numbers of a finished run together. Used by one thread. */
final class SummaryBuilder {
  private static final double NANOS = 1e9;

  /** Some thousand entries; up to here a run can be recomputed from its summary. */
  private static final int LABEL_MAP_CHARS = 1 << 16;

  private final ValidationRequest request;
  private final PreparedDataset dataset;
  private final DatasetState state;
  private final SortedMap<String, Double> timing = new TreeMap<>();
  private List<SliceSummary> slices = List.of();
  private RunSummary.@Nullable Clusters clusters;
  private RunSummary.@Nullable Origin origin;
  private String sparkVersion = "";
  private int partitions;

  SummaryBuilder(ValidationRequest request, PreparedDataset dataset, DatasetState state) {
    this.request = request;
    this.dataset = dataset;
    this.state = state;
  }

  SummaryBuilder timing(String name, long fromNanos, long toNanos) {
    timing.put(name, seconds(fromNanos, toNanos));
    return this;
  }

  static double seconds(long fromNanos, long toNanos) {
    return (toNanos - fromNanos) / NANOS;
  }

  SummaryBuilder slices(List<SliceSummary> found) {
    slices = List.copyOf(found);
    return this;
  }

  /** Means over clusters, which come from the tables of the run. */
  SummaryBuilder clusters(RunSummary.Clusters means) {
    clusters = means;
    return this;
  }

  SummaryBuilder spark(String version, int count) {
    sparkVersion = version;
    partitions = count;
    return this;
  }

  SummaryBuilder origin(RunSummary.Origin of) {
    origin = of;
    return this;
  }

  RunSummary build() {
    CrossCheck crossCheck = crossCheck();
    RunTallies tallies = state.tallies();
    CheckState checks = state.checks();
    DatasetMetrics metrics = state.metrics();
    List<Warning> warnings = RunWarnings.of(dataset, request, state, crossCheck);
    return new RunSummary(
        LossSummary.of(
            dataset.loss(),
            metrics,
            Kernels.relativeBound(
                tallies.kernels().keySet(), rounding(tallies), dataset.loss().gamma())),
        new RunSummary.CrossEntropy(metrics.crossEntropyMean(), metrics.crossEntropySum()),
        metrics.sweep(),
        ClassSummary.of(metrics.classes(), dataset.classNames()),
        metrics.accuracy(),
        metrics.meanIou(),
        metrics.meanDice(),
        new RunSummary.Images(
            dataset.listing().expectedCount(),
            metrics.images(),
            tallies.refusals().values().stream().mapToLong(Long::longValue).sum(),
            metrics.imagesWithoutValidPixels()),
        new RunSummary.Pixels(metrics.validPixels(), metrics.ignoredPixels()),
        metrics.clampedElements(),
        tallies.refusals(),
        checks.bands() == 0
            ? null
            : new Precision(tallies.elementTypes(), checks.bands(), checks.precision()),
        KernelUse.of(Kernels.NUMERIC_VERSION, tallies.kernels()),
        crossCheck,
        confusion(),
        slices,
        clusters,
        settings(request, dataset),
        Warning.lines(warnings, request.acceptedWarnings()),
        RunSummary.WarningCounts.of(warnings, request.acceptedWarnings()),
        Collections.unmodifiableSortedMap(timing),
        provenance());
  }

  /** What reading a score may lose, the largest of the types that there were. */
  private static double rounding(RunTallies tallies) {
    return tallies.elementTypes().keySet().stream()
        .map(label -> ElementType.valueOf(label.toUpperCase(Locale.ROOT)))
        .mapToDouble(ElementType::probabilityRounding)
        .max()
        .orElse(0);
  }

  private CrossCheck crossCheck() {
    CheckState checks = state.checks();
    if (request.crossCheckBands() == 0) {
      return new CrossCheck(0, null, CheckStatus.OFF);
    }
    if (checks.comparedBands() == 0) {
      return new CrossCheck(0, null, CheckStatus.SKIPPED);
    }
    double largestGamma = Collections.max(dataset.loss().gammas());
    boolean passed = checks.maxRelativeDifference() <= Kernels.tolerance(largestGamma);
    return new CrossCheck(
        checks.comparedBands(),
        checks.maxRelativeDifference(),
        passed ? CheckStatus.PASSED : CheckStatus.FAILED);
  }

  private @Nullable Confusion confusion() {
    if (dataset.loss().preset().targets() != TargetKind.LABELS) {
      return null;
    }
    int classes = dataset.classes();
    long[][] confusion = new long[classes][classes];
    for (int truth = 0; truth < classes; truth++) {
      for (int prediction = 0; prediction < classes; prediction++) {
        confusion[truth][prediction] = state.tallies().confusion(truth, prediction);
      }
    }
    return Confusion.of(confusion);
  }

  /** How files are read, as a summary tells it. */
  static RunSummary.Settings settings(ValidationRequest request, PreparedDataset dataset) {
    DatasetOptions options = request.dataset();
    Layout layout = options.scoreFiles().layout();
    return new RunSummary.Settings(
        dataset.classes(),
        options.ignored(),
        dataset.labelMap() == null ? null : labelMap(dataset.labelMap()),
        layout == null ? null : layout.label(),
        options.scoreFiles().member(),
        options.maskFiles().member());
  }

  /** Whether the map of a summary is cut: {@link #labelMap} adds a hash then. */
  static boolean isShortened(String map) {
    return map.length() > LABEL_MAP_CHARS;
  }

  /** A map that is too long for a summary is identified by its hash. */
  static String labelMap(String map) {
    return !isShortened(map) ? map : Excerpt.of(map, LABEL_MAP_CHARS) + ", SHA-256 " + sha256(map);
  }

  private Provenance provenance() {
    BuildInfo build = BuildInfo.current();
    return new Provenance(
        build.commit(),
        configHash(),
        HexFormat.of().toHexDigits(state.tallies().inputFingerprint()),
        System.getProperty("java.version", "unknown"),
        Kernels.lanes(),
        partitions,
        sparkVersion,
        build.version(),
        origin);
  }

  /** Trends go on where it stays the same, so that its text may not change. */
  private String configHash() {
    String settings =
        dataset.loss()
            + " "
            + DocumentFormat.fields(settings(request, dataset))
            + " "
            + request.kernel()
            + " "
            + Kernels.NUMERIC_VERSION;
    return sha256(settings);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
