package io.github.focalaudit.run;

import io.github.focalaudit.dataset.BatchExpansion;
import io.github.focalaudit.dataset.ClassCount;
import io.github.focalaudit.dataset.ClassNames;
import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.dataset.DatasetSource;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.dataset.Metadata;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.format.Format;
import io.github.focalaudit.format.Formats;
import io.github.focalaudit.format.ImageHeader;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.tables.RecordFile;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a dataset, pairs them, and learns from headers how many classes there are. The
 * session is asked for only where a manifest or metadata has to be read.
 */
final class DatasetPreparation {
  private final Storage storage;
  private final Supplier<SparkSession> session;
  private final DatasetOptions options;
  private final ScoreOptions scores;
  private final LabelOptions labels;
  private final LossSettings loss;
  private final List<String> dropClasses;

  /**
   * @param loss of what is known before the classes are
   * @param dropClasses names or indices of classes that are left out of its softmax
   */
  DatasetPreparation(
      Storage storage,
      Supplier<SparkSession> session,
      DatasetOptions options,
      LossSettings loss,
      List<String> dropClasses) {
    this.storage = storage;
    this.session = session;
    this.options = options;
    this.loss = loss;
    this.dropClasses = List.copyOf(dropClasses);
    this.scores =
        ScoreOptions.of(options.scoreFiles())
            .withProbabilities(loss.activation() == Activation.NONE);
    this.labels = LabelOptions.of(options.maskFiles());
  }

  /**
   * Pairs files and reads a sample of headers.
   *
   * @throws io.github.focalaudit.dataset.DatasetException where the options do not describe a
   *     dataset
   */
  PreparedDataset prepare() throws IOException {
    DatasetListing listing = source().list(storage);
    if (options.scoreFiles().layout() == Layout.NCHW) {
      listing = BatchExpansion.expand(listing, new Headers());
    }
    String metadata = options.metadata();
    if (metadata != null) {
      listing = Metadata.join(listing, metadata, RecordFile.read(session, storage, metadata));
    }
    int classes =
        options.classes() > 0
            ? options.classes()
            : ClassCount.of(listing, image -> header(image).shape().classes());
    String names = options.classNames();
    List<String> classNames =
        names == null ? ClassNames.numbered(classes) : ClassNames.load(storage, names, classes);
    LossSettings settings =
        dropClasses.isEmpty()
            ? loss
            : loss.toBuilder()
                .dropped(ClassNames.indices(Setting.DROP_CLASS.option(), dropClasses, classNames))
                .build();
    return new PreparedDataset(listing, classes, classNames, scores, labels, settings, labelMap());
  }

  private DatasetSource source() throws IOException {
    String manifest = options.manifest();
    if (manifest != null) {
      return DatasetSource.manifest(manifest, RecordFile.read(session, storage, manifest));
    }
    return DatasetSource.files(
        Objects.requireNonNull(options.predictions()), Objects.requireNonNull(options.truth()));
  }

  private @Nullable String labelMap() throws IOException {
    String map = options.labelMap();
    return map == null ? null : LabelMap.load(storage, map).toString();
  }

  /** Headers of the two sides, each with its own options. */
  private final class Headers implements BatchExpansion.Headers {
    @Override
    public ImageHeader scores(ImageRef file) throws IOException {
      return header(file);
    }

    @Override
    public int masks(ImageRef file, ImageHeader scores) throws IOException {
      Format format = Formats.standard().named(file.truthPath());
      if (format != null && !format.holdsBatches()) {
        return 1;
      }
      try (RangeReader mask =
          storage.open(file.truthPath(), file.truthLength(), ReadPolicy.RANDOM)) {
        return LabelReader.count(
            mask, labels.withBatchIndex(0).withScores(scores.shape(), scores.batchCount()));
      }
    }
  }

  private ImageHeader header(ImageRef image) throws IOException {
    try (RangeReader file =
        storage.open(image.predictionPath(), image.predictionLength(), ReadPolicy.RANDOM)) {
      return ScoreReader.readHeader(file, scores);
    }
  }
}
