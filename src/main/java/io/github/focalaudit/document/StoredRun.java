package io.github.focalaudit.document;

import io.github.focalaudit.evaluation.DatasetMetrics.GammaMean;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run, as read from its summary. Immutable.
 *
 * @param path the run directory
 * @param loss the settings of the loss
 * @param classes number of classes
 * @param classNames one a class
 * @param inputs how files were read
 * @param expectedImages images that the inputs named
 * @param scoredImages images in the table
 * @param quarantinedInputs refused inputs
 * @param numericVersion of the kernels
 * @param lossMean the run's number; null where it has none
 * @param crossCheck how its cross-check ended
 * @param warnings how many it has by code; null where it was written before warnings had codes
 */
public record StoredRun(
    String path,
    LossSettings loss,
    int classes,
    List<String> classNames,
    RunSummary.Settings inputs,
    long expectedImages,
    long scoredImages,
    long quarantinedInputs,
    int numericVersion,
    @Nullable Double lossMean,
    RunSummary.CheckStatus crossCheck,
    @Nullable Map<String, Long> warnings) {
  /**
   * Reads the summary of a finished run.
   *
   * @throws IllegalArgumentException where the directory is no run, or one without a verdict
   */
  public static StoredRun read(Storage storage, String directory) throws IOException {
    RunDirectory.checkFinished(storage, directory);
    return readUnfinished(storage, directory);
  }

  /**
   * Why a run cannot be compared with: it has no verdict, being killed or still running, or its
   * verdict is {@code error}. Null where nothing speaks against it.
   */
  public static @Nullable String whyNoReference(Storage storage, String directory)
      throws IOException {
    String path = storage.resolve(directory);
    try {
      RunDirectory.checkFinished(storage, path);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    String file = StoragePaths.child(path, RunDirectory.VERDICT);
    if (!storage.exists(file)) {
      return null;
    }
    VerdictDocument verdict = VerdictDocument.FORMAT.read(storage, file);
    return verdict.verdict() == VerdictStatus.ERROR
        ? "run " + path + " ended in error and has no result: " + verdict.reason()
        : null;
  }

  /**
   * Reads the summary of a run to compare with.
   *
   * @throws IllegalArgumentException where it cannot be compared with, or is no run
   */
  public static StoredRun readReference(Storage storage, String directory) throws IOException {
    String why = whyNoReference(storage, directory);
    if (why != null) {
      throw new IllegalArgumentException(why);
    }
    return readUnfinished(storage, directory);
  }

  /**
   * Reads the summary of a run that may be without a verdict: one that is being judged, or one that
   * was killed and is looked at all the same.
   *
   * @throws IllegalArgumentException where the directory is no run
   */
  public static StoredRun readUnfinished(Storage storage, String directory) throws IOException {
    String path = storage.resolve(directory);
    String file = StoragePaths.child(path, RunDirectory.SUMMARY);
    if (!storage.exists(file)) {
      throw new IllegalArgumentException(
          "run " + path + " has no " + RunDirectory.SUMMARY + ": not the directory of a run");
    }
    RunSummary summary = RunSummary.FORMAT.read(storage, file);
    if (summary.classes().isEmpty()) {
      throw new IllegalArgumentException(file + " has no classes: not a summary");
    }
    return of(path, summary);
  }

  /** The run that a summary describes. */
  public static StoredRun of(String path, RunSummary summary) {
    LossSummary loss = summary.loss();
    List<Double> gammas = summary.sweep().stream().map(GammaMean::gamma).toList();
    return new StoredRun(
        path,
        loss.settings(gammas.isEmpty() ? List.of(loss.gamma()) : gammas),
        summary.classes().size(),
        summary.classes().stream().map(ClassSummary::name).toList(),
        summary.settings(),
        summary.images().expected(),
        summary.images().scored(),
        summary.images().quarantined(),
        summary.kernel().numericVersion(),
        loss.mean(),
        summary.crossCheck().status(),
        summary.warningCodes() == null ? null : summary.warningCodes().raised());
  }

  /** The images table. */
  public String imagesPath() {
    return StoragePaths.child(path, RunDirectory.IMAGES);
  }

  /** What its sums mean. */
  public SumTerms terms() {
    return new SumTerms(loss, classNames, inputs);
  }
}
