package io.github.focalaudit.cli;

import io.github.focalaudit.api.DatasetAudit;
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

  /** Sets what the options say. */
  void addTo(DatasetAudit audit) {
    audit.predictions(predictions).truth(truth).manifest(manifest).metadata(metadata);
    audit.labelMap(inputs.labelMapText()).ignoreIndex(inputs.ignoreIndex());
    audit.scoreFiles(inputs.scoreFiles()).maskFiles(inputs.maskFiles());
    audit.classNames(classNames);
    if (classes != null) {
      audit.classes(classes);
    }
  }
}
