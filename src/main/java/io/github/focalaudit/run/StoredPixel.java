package io.github.focalaudit.run;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.evaluation.ImagePixel;
import io.github.focalaudit.evaluation.ImageProvenance;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.tables.ImageTable;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * One pixel of an image of a run, explained with the settings of the run from its files.
 *
 * @param pixel explained
 * @param classNames by class
 * @param changed what is no longer as the run found it; empty where the files are the same
 */
public record StoredPixel(ImagePixel pixel, List<String> classNames, List<String> changed) {

  public StoredPixel {
    classNames = List.copyOf(classNames);
    changed = List.copyOf(changed);
  }

  /**
   * Finds the image in the tables of a run, and reads its files again.
   *
   * @param opened limits of reading; layout and members are the run's
   * @param position of the pixel, such as row and column
   * @throws io.github.focalaudit.format.BadInputException where the files are at fault
   * @throws IllegalArgumentException where the run has no such image, or the image no such pixel
   */
  public static StoredPixel read(
      Storage storage,
      SparkSession session,
      StoredRun run,
      String imageId,
      OpenOptions opened,
      List<String> position)
      throws IOException {
    Row row = ImageTable.find(session, run.imagesPath(), imageId);
    if (row == null) {
      throw new IllegalArgumentException(
          Setting.IMAGE
              + " "
              + imageId
              + ": run "
              + run.path()
              + " has scored no image of that id");
    }
    RunSummary.Settings inputs = run.inputs();
    Integer batch = row.getAs("batch_index");
    PixelLookup lookup =
        new PixelLookup(
            imageId,
            row.getAs("prediction"),
            row.getAs("truth"),
            batch == null ? ImageRef.NO_BATCH : batch,
            opened.withLayout(layout(inputs.layout())).withMember(inputs.npzKey()),
            opened.withMember(inputs.truthNpzKey()),
            labelMap(run),
            inputs.ignoreIndex());
    ImagePixel pixel = lookup.read(storage, new RunLoss(run.loss()), position);
    return new StoredPixel(pixel, run.classNames(), changes(row, pixel.image().provenance()));
  }

  private record RunLoss(LossSettings settings) implements PixelLookup.Loss {
    @Override
    public Activation activation() {
      return settings.activation();
    }

    @Override
    public LossSettings settings(int classes) {
      settings.kernelSettings(classes);
      return settings;
    }
  }

  private static @Nullable Layout layout(@Nullable String label) {
    return label == null ? null : Layout.valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static @Nullable LabelMap labelMap(StoredRun run) {
    String map = run.inputs().labelMap();
    if (map != null && SummaryBuilder.isShortened(map)) {
      throw new IllegalArgumentException(
          "run "
              + run.path()
              + ": its label map is too long to stand in the summary; give the files with"
              + " "
              + Setting.PREDICTIONS
              + ", "
              + Setting.TRUTH
              + " and "
              + Setting.LABEL_MAP);
    }
    return map == null ? null : LabelMap.parse(map, "label map of run " + run.path());
  }

  private static List<String> changes(Row row, ImageProvenance now) {
    List<String> changed = new ArrayList<>();
    HexFormat hex = HexFormat.of();
    if (!hex.toHexDigits(now.predictionFingerprint())
        .equals(row.<String>getAs("prediction_fingerprint"))) {
      changed.add("the scores in " + now.image().predictionPath());
    }
    if (!hex.toHexDigits(now.truthFingerprint()).equals(row.<String>getAs("truth_fingerprint"))) {
      changed.add("the mask in " + now.image().truthPath());
    }
    return changed;
  }

  /** That files are not what the run scored, as a sentence; null where they are. */
  public @Nullable String warning() {
    return changed.isEmpty()
        ? null
        : String.join(" and ", changed)
            + (changed.size() == 1 ? " is" : " are")
            + " no longer what the run scored; the numbers below are those of today";
  }
}
