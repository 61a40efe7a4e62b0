package io.github.focalaudit.run;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.SliceSummary;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.SumTerms;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.SlicedState;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.Nd4jFocalLossKernel;
import io.github.focalaudit.run.ValidationOutcome.Verdict;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.Progress;
import io.github.focalaudit.spark.ScoredImages;
import io.github.focalaudit.spark.ScoringSpec;
import io.github.focalaudit.spark.tables.ClusterMeans;
import io.github.focalaudit.spark.tables.TableCheck;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A validation run from files to run directory. A run directory is locked while a run writes; the
 * verdict is written last. Used by one thread.
 */
public final class Validation {
  private final Storage storage;
  private final Supplier<SparkSession> session;
  private final ValidationRequest request;
  private final SliceRequest slicing;
  private final @Nullable AuditOptions audit;
  private final long started = System.nanoTime();
  private final Instant startedAt = Instant.now();
  private Invocation invocation = Invocation.NONE;

  /**
   * @param storage the files
   * @param session asked for when it is needed first
   * @param request what to do
   */
  public Validation(Storage storage, Supplier<SparkSession> session, ValidationRequest request) {
    this(storage, session, request, SliceRequest.NONE, null);
  }

  /**
   * @param storage the files
   * @param session asked for when it is needed first
   * @param request what to do
   * @param slicing how the run is taken apart
   * @param audit what {@link #audit} will be asked for, so that pixels are looked at while they are
   *     scored; null for no audit
   */
  public Validation(
      Storage storage,
      Supplier<SparkSession> session,
      ValidationRequest request,
      SliceRequest slicing,
      @Nullable AuditOptions audit) {
    this.slicing = slicing;
    this.audit = audit;
    this.storage = storage;
    this.session = session;
    this.request = request;
  }

  /** Says how the run was asked for, for its provenance. */
  void askedBy(Invocation asked) {
    invocation = asked;
  }

  /**
   * Finds and pairs the files, and reads a sample of headers.
   *
   * @throws IllegalArgumentException where the options do not describe a dataset
   */
  public PreparedDataset prepare() throws IOException {
    PreparedDataset prepared =
        new DatasetPreparation(
                storage, session, request.dataset(), request.loss(), request.dropClasses())
            .prepare();
    checkClasses(prepared.classes());
    prepared.loss().kernelSettings(prepared.classes());
    spec(prepared, false).encoder(false);
    slicing.check(prepared.listing().images());
    return prepared;
  }

  /** The confusion matrix of a dataset is held twice while states are merged. */
  private static void checkClasses(int classes) {
    double needed = 2.0 * Long.BYTES * classes * classes;
    double heap = Runtime.getRuntime().maxMemory() / 2.0;
    if (needed > heap) {
      throw new IllegalArgumentException(
          classes
              + " classes: counting their confusions takes "
              + String.format(
                  Locale.ROOT, "%.1f GB, half of the heap is %.1f GB", needed / 1e9, heap / 1e9)
              + "; check "
              + Setting.LAYOUT
              + ", which says which dimension the classes are, or give more memory");
    }
  }

  /** What a run would do, in lines for a person; reads headers and a sample of masks. */
  public List<String> describe(PreparedDataset dataset) throws IOException {
    return new DryRun(storage, dataset, spec(dataset, false)).lines();
  }

  /**
   * Makes and locks the run directory. The caller closes it when {@link RunConclusion} has written
   * the verdict.
   *
   * @throws io.github.focalaudit.storage.OutputRefusedException where there is something else, or
   *     another run has it
   */
  public RunDirectory open() throws IOException {
    return RunDirectory.open(
        storage,
        request.output(),
        request.existing(),
        "focal-audit " + BuildInfo.current().version());
  }

  /**
   * Scores the dataset and writes tables and summary into a run directory of its own. {@link
   * RunConclusion} writes the verdict.
   */
  public ValidationOutcome run(PreparedDataset dataset, BiConsumer<Progress, Integer> watcher)
      throws IOException {
    try (RunDirectory directory = open()) {
      return run(dataset, directory, watcher);
    }
  }

  /**
   * Scores the dataset and writes tables and summary.
   *
   * @param directory from {@link #open()}
   * @param watcher told of the work before it starts, with how far it is and how many images there
   *     are
   */
  public ValidationOutcome run(
      PreparedDataset dataset, RunDirectory directory, BiConsumer<Progress, Integer> watcher)
      throws IOException {
    RunOrigin origin = new RunOrigin(storage, startedAt, invocation, request.dataset());
    boolean independent =
        request.crossCheckBands() > 0
            && (request.kernel() == KernelKind.ND4J || Nd4jFocalLossKernel.unavailable().isEmpty());
    ScoringSpec spec =
        spec(dataset, independent).withPixelStatistics(audit != null && audit.labelIssues());
    List<ImageRef> images = dataset.listing().images();
    try (ScoredImages scored =
        new ScoredImages(
            session.get(),
            storage,
            images,
            dataset.listing().quarantined(),
            spec,
            request.partitions())) {
      watcher.accept(scored.progress(), images.size());
      long scoringStarted = System.nanoTime();
      SlicedState sliced = scored.aggregate(slicing.columns());
      DatasetState state = sliced.whole();
      PixelStatistics pixels = spec.pixelStatistics() ? scored.pixelStatistics() : null;
      long scoringEnded = System.nanoTime();
      RunDirectory.register(
          storage, directory.path(), List.of(RunDirectory.IMAGES, RunDirectory.QUARANTINE));
      scored.writeImages(directory.resolve(RunDirectory.IMAGES));
      scored.writeQuarantine(directory.resolve(RunDirectory.QUARANTINE));
      SummaryBuilder builder =
          new SummaryBuilder(request, dataset, state)
              .timing("prepareSeconds", started, scoringStarted)
              .timing("scoringSeconds", scoringStarted, scoringEnded)
              .timing("tablesSeconds", scoringEnded, System.nanoTime())
              .timing("wallSeconds", started, System.nanoTime())
              .slices(slices(sliced, dataset.classNames()))
              .origin(origin.finished(Instant.now()))
              .spark(session.get().version(), scored.partitionCount());
      RunSummary summary = builder.build();
      String column = slicing.cluster();
      if (column != null) {
        StoredRun run = StoredRun.of(directory.path(), summary);
        summary = builder.clusters(ClusterMeans.of(session.get(), run, column)).build();
      }
      RunDirectory.write(
          storage, directory.path(), RunDirectory.SUMMARY, RunSummary.FORMAT.encode(summary));
      return judge(summary, directory.path(), pixels);
    }
  }

  /**
   * Looks into a run that was scored: what its tables and its pixels say. Does nothing where no
   * audit was asked for.
   *
   * @param dataset what was scored
   * @return the outcome, with the time of the audit in its summary
   */
  public ValidationOutcome audit(ValidationOutcome outcome, PreparedDataset dataset)
      throws IOException {
    if (audit == null) {
      return outcome;
    }
    long auditStarted = System.nanoTime();
    RunSummary.Confusion confusion = outcome.summary().confusion();
    new Audit(storage, session.get(), outcome.runDirectory(), dataset.classNames())
        .ofPixels(
            audit,
            spec(dataset, false),
            outcome.pixels(),
            confusion == null ? null : confusion.pixels());
    long ended = System.nanoTime();
    RunSummary summary =
        outcome
            .summary()
            .withPart(
                "auditSeconds",
                SummaryBuilder.seconds(auditStarted, ended),
                SummaryBuilder.seconds(started, ended));
    RunDirectory.write(
        storage, outcome.runDirectory(), RunDirectory.SUMMARY, RunSummary.FORMAT.encode(summary));
    return new ValidationOutcome(
        summary, outcome.verdict(), outcome.reason(), outcome.runDirectory(), outcome.pixels());
  }

  private List<SliceSummary> slices(SlicedState state, List<String> classNames) {
    List<SliceSummary> slices = new ArrayList<>();
    state
        .slices()
        .forEach(
            (key, slice) -> {
              DatasetMetrics metrics = slice.metrics();
              boolean enough = metrics.images() >= slicing.minImages();
              slices.add(
                  enough
                      ? SliceSummary.of(key, metrics, classNames)
                      : SliceSummary.tooSmall(key, metrics.images()));
            });
    return slices;
  }

  /**
   * Checks that a run over a dataset can be compared with an earlier one.
   *
   * @throws IllegalArgumentException where it cannot; the message has every difference
   */
  public void checkComparable(PreparedDataset dataset, StoredRun baseline) {
    RunJudge.checkComparable(
        new SumTerms(
            dataset.loss(), dataset.classNames(), SummaryBuilder.settings(request, dataset)),
        baseline);
  }

  /**
   * Checks that the tables of an earlier run can be read.
   *
   * @throws IllegalArgumentException where they cannot
   */
  public void checkReadable(StoredRun baseline) {
    TableCheck.check(session.get(), baseline);
  }

  private ScoringSpec spec(PreparedDataset dataset, boolean independent) {
    return new ScoringSpec(
        dataset.loss(),
        dataset.classes(),
        request.kernel(),
        dataset.scores(),
        dataset.labels(),
        dataset.labelMap(),
        request.dataset().ignored(),
        sampled(dataset.listing().images()),
        independent,
        false,
        request.unitBytes());
  }

  /** The images with the smallest hashes of their ids: the same whatever the partitions. */
  private Set<String> sampled(List<ImageRef> images) {
    return images.stream()
        .map(ImageRef::imageId)
        .sorted(Comparator.comparing(String::hashCode).thenComparing(Comparator.naturalOrder()))
        .limit(request.crossCheckBands())
        .collect(Collectors.toUnmodifiableSet());
  }

  private ValidationOutcome judge(
      RunSummary summary, String directory, @Nullable PixelStatistics pixels) {
    long scored = summary.images().scored();
    long refused = summary.images().quarantined();
    long expected = summary.images().expected();
    double fraction = (double) refused / Math.max(1, expected);
    Verdict verdict = Verdict.PASS;
    String reason = scored + " images scored, " + refused + " quarantined";
    if (summary.crossCheck().status() == RunSummary.CheckStatus.FAILED) {
      verdict = Verdict.ERROR;
      reason =
          "the kernels disagree: largest relative difference "
              + summary.crossCheck().maxRelativeDifference()
              + " over "
              + summary.crossCheck().bands()
              + " bands; do not trust the number, and report this";
    } else if (fraction > request.maxBadFraction()) {
      verdict = Verdict.TOO_MANY_BAD_INPUTS;
      reason = RunWarnings.tooManyBad(refused, expected, request.maxBadFraction());
    } else if (scored == 0) {
      // Whatever share may be bad: without an image the inputs are to blame, as above.
      verdict = Verdict.TOO_MANY_BAD_INPUTS;
      reason = "no image was scored: " + refused + " of " + expected + " inputs are bad";
    } else if (summary.pixels().valid() == 0) {
      // The inputs could be read, so none is bad; but there is nothing that a rule could judge.
      verdict = Verdict.NOTHING_VALID;
      reason =
          "no pixel is valid in the "
              + scored
              + (scored == 1 ? " image" : " images")
              + " scored: every label is ignored; check "
              + Setting.IGNORE_INDEX
              + " and "
              + Setting.LABEL_MAP;
    }
    return new ValidationOutcome(summary, verdict, reason, directory, pixels);
  }
}
