package io.github.focalaudit.run;

import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.RunSummary.CrossCheck;
import io.github.focalaudit.document.RunSummary.Precision;
import io.github.focalaudit.evaluation.CheckState;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.RunTallies;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.TargetKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the numbers of a finished run together. Used by one thread. */
final class SummaryBuilder {
  private static final double NANOS = 1e9;

  private final ValidationRequest request;
  private final PreparedDataset dataset;
  private final DatasetState state;
  private final SortedMap<String, Double> timing = new TreeMap<>();
  private List<RunSummary.Slice> slices = List.of();
  private RunSummary.@Nullable Clusters clusters;

  SummaryBuilder(ValidationRequest request, PreparedDataset dataset, DatasetState state) {
    this.request = request;
    this.dataset = dataset;
    this.state = state;
  }

  SummaryBuilder timing(String name, long fromNanos, long toNanos) {
    timing.put(name, (toNanos - fromNanos) / NANOS);
    return this;
  }

  SummaryBuilder slices(List<RunSummary.Slice> found, RunSummary.@Nullable Clusters means) {
    slices = List.copyOf(found);
    clusters = means;
    return this;
  }

  RunSummary build(String sparkVersion, int partitions) {
    CrossCheck crossCheck = crossCheck();
    RunTallies tallies = state.tallies();
    CheckState checks = state.checks();
    DatasetListing listing = dataset.listing();
    return new RunSummary(
        request.loss(),
        inputs(),
        state.metrics(),
        dataset.classNames(),
        confusion(),
        listing.expectedCount(),
        tallies.refusals(),
        checks.bands() == 0
            ? null
            : new Precision(tallies.elementTypes(), checks.bands(), checks.precision()),
        tallies.kernels(),
        Kernels.NUMERIC_VERSION,
        crossCheck,
        RunWarnings.of(dataset, request, state, crossCheck),
        Collections.unmodifiableSortedMap(timing),
        provenance(sparkVersion, partitions),
        slices,
        clusters);
  }

  private CrossCheck crossCheck() {
    CheckState checks = state.checks();
    if (request.crossCheckBands() == 0) {
      return new CrossCheck(0, null, "off");
    }
    if (checks.comparedBands() == 0) {
      return new CrossCheck(0, null, "skipped");
    }
    double largestGamma = Collections.max(request.loss().gammas());
    boolean passed = checks.maxRelativeDifference() <= Kernels.tolerance(largestGamma);
    return new CrossCheck(
        checks.comparedBands(), checks.maxRelativeDifference(), passed ? "passed" : "failed");
  }

  private long @Nullable [][] confusion() {
    if (request.loss().preset().targets() != TargetKind.LABELS) {
      return null;
    }
    int classes = dataset.classes();
    long[][] confusion = new long[classes][classes];
    for (int truth = 0; truth < classes; truth++) {
      for (int prediction = 0; prediction < classes; prediction++) {
        confusion[truth][prediction] = state.tallies().confusion(truth, prediction);
      }
    }
    return confusion;
  }

  SortedMap<String, @Nullable Object> inputs() {
    DatasetOptions options = request.dataset();
    SortedMap<String, @Nullable Object> inputs = new TreeMap<>();
    inputs.put("classes", dataset.classes());
    inputs.put("ignoreIndex", options.ignored());
    inputs.put("labelMap", dataset.labelMap());
    Layout layout = options.scoreFiles().layout();
    inputs.put("layout", layout == null ? null : layout.label());
    inputs.put("npzKey", options.scoreFiles().member());
    inputs.put("truthNpzKey", options.maskFiles().member());
    return inputs;
  }

  private SortedMap<String, Object> provenance(String sparkVersion, int partitions) {
    BuildInfo build = BuildInfo.current();
    SortedMap<String, Object> provenance = new TreeMap<>();
    provenance.put("version", build.version());
    provenance.put("commit", build.commit());
    provenance.put("sparkVersion", sparkVersion);
    provenance.put("javaVersion", System.getProperty("java.version", "unknown"));
    provenance.put("lanes", Kernels.lanes());
    provenance.put("partitions", partitions);
    provenance.put("configHash", configHash());
    provenance.put(
        "inputFingerprint", HexFormat.of().toHexDigits(state.tallies().inputFingerprint()));
    return provenance;
  }

  private String configHash() {
    String settings =
        request.loss() + " " + inputs() + " " + request.kernel() + " " + Kernels.NUMERIC_VERSION;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(settings.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
