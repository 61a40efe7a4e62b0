package io.github.focalaudit.cli;

import io.github.focalaudit.run.DatasetOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which images to score. A picocli mixin. */
final class DatasetArguments {
  @Option(
      names = "--predictions",
      paramLabel = "DIR|PATTERN",
      description = "Scores: a directory, or a pattern such as 's3a://b/{split}/{id}_pred.npz'.")
  private @Nullable String predictions;

  @Option(
      names = "--truth",
      paramLabel = "DIR|PATTERN",
      description = "Masks: a directory or a pattern; named parts that both share are the id.")
  private @Nullable String truth;

  @Option(
      names = "--manifest",
      paramLabel = "URI",
      description =
          "CSV, TSV, JSON or Parquet with image_id, prediction, truth and slice columns, instead"
              + " of the two above.")
  private @Nullable String manifest;

  @Option(
      names = "--metadata",
      paramLabel = "URI",
      description = "A table with image_id and further slice columns.")
  private @Nullable String metadata;

  @Mixin private final InputOptions inputs = new InputOptions();

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Number of classes (default: what most headers have).")
  private @Nullable Integer classes;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description = "Names of the classes, one a line.")
  private @Nullable String classNames;

  DatasetOptions options() {
    if (classes != null && classes < 1) {
      throw new IllegalArgumentException("--classes has to be at least 1, got " + classes);
    }
    return new DatasetOptions(
        predictions,
        truth,
        manifest,
        metadata,
        inputs.labelMapText(),
        inputs.ignoreIndex(),
        inputs.scoreFiles(),
        inputs.maskFiles(),
        classes == null ? 0 : classes,
        classNames);
  }
}
