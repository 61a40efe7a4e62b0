package io.github.focalaudit.run;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.AuditDocument.Calibration;
import io.github.focalaudit.document.AuditDocument.Concentration;
import io.github.focalaudit.document.AuditDocument.LabelIssues;
import io.github.focalaudit.document.AuditDocument.SuspectImage;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.evaluation.audit.LabelModel;
import io.github.focalaudit.evaluation.audit.LossHistogram;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.spark.Pictures;
import io.github.focalaudit.spark.PixelPass;
import io.github.focalaudit.spark.ProblemSliceFinder;
import io.github.focalaudit.spark.ScoringSpec;
import io.github.focalaudit.spark.tables.AuditTables;
import io.github.focalaudit.spark.tables.LabelIssueTable;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a scored run: which images, labels and groups carry the loss. Writes {@code
 * audit.json}, and where asked for the tables of suspected labels and the pictures. Used by one
 * thread.
 */
public final class Audit {
  private static final int MAX_ROWS = 100;
  private static final int MAX_SLICES = 200;
  private static final int MAX_REFUSED = 500;
  private static final double[] WORST_PIXELS = {0.01, 0.05, 0.1};

  private final Storage storage;
  private final SparkSession session;
  private final String run;
  private final AuditTables tables;
  private final List<String> classNames;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param run the run directory, with its tables
   * @param classNames by class
   */
  public Audit(Storage storage, SparkSession session, String run, List<String> classNames)
      throws IOException {
    this.storage = storage;
    this.session = session;
    this.run = storage.resolve(run);
    this.classNames = List.copyOf(classNames);
    this.tables =
        new AuditTables(session, path(RunDirectory.IMAGES), path(RunDirectory.QUARANTINE));
  }

  /** Answers what the tables alone can answer, and writes it. */
  public void ofTables() throws IOException {
    write(findings(AuditOptions.TABLES, null, null, null));
  }

  /**
   * Answers everything that was asked for, and writes it.
   *
   * @param spec how the images were scored
   * @param pixels what was gathered while they were scored; null where that was not asked for
   * @param confusion valid pixels as [labels][predictions]; null where pixels have no single label
   */
  public void ofPixels(
      AuditOptions options,
      ScoringSpec spec,
      @Nullable PixelStatistics pixels,
      long @Nullable [][] confusion)
      throws IOException {
    AuditOptions possible = options;
    boolean labels = spec.loss().preset().targets() == TargetKind.LABELS;
    if (options.labelIssues() && !labels) {
      possible = new AuditOptions(false, options.pictures(), options.images());
      notes.add(
          "No labels are suspected here. Confident learning compares the classes of a pixel, of"
              + " which one is true; under the preset "
              + spec.loss().preset().label()
              + " each class is true or not by itself.");
    }
    if (options.pictures() > 0 && !labels) {
      notes.add(
          "Pictures show one class a pixel: of its true classes the least probable one, and as"
              + " prediction the most probable one from 0.5 on. The loss is that of all classes.");
    }
    LabelModel model =
        pixels == null || confusion == null || !possible.labelIssues()
            ? null
            : new LabelModel(pixels.thresholds(), confusion);
    write(findings(possible, new PixelPass(session, storage, spec), pixels, model));
  }

  private AuditDocument findings(
      AuditOptions options,
      @Nullable PixelPass pass,
      @Nullable PixelStatistics pixels,
      @Nullable LabelModel model)
      throws IOException {
    List<WorstImage> worst = tables.worst(MAX_ROWS);
    LabelIssues issues = null;
    if (pass != null && model != null) {
      RunDirectory.register(
          storage, run, List.of(RunDirectory.LABEL_ISSUES, RunDirectory.LABEL_COMPONENTS));
      pass.writeLabelIssues(
          tables.images(),
          model,
          path(RunDirectory.LABEL_ISSUES),
          path(RunDirectory.LABEL_COMPONENTS));
      issues =
          LabelIssueTable.read(
              session,
              path(RunDirectory.LABEL_ISSUES),
              path(RunDirectory.LABEL_COMPONENTS),
              model,
              MAX_ROWS);
    }
    if (pass != null && options.pictures() > 0) {
      worst = drawWorst(worst, pass, options);
      issues = issues == null ? null : drawSuspects(issues, pass, options, model);
    }
    List<AuditDocument.Slice> slices = tables.slices(MAX_SLICES);
    return new AuditDocument(
        notes,
        tables.distribution(),
        new Concentration(tables.worstShares(), pixels == null ? List.of() : pixelShares(pixels)),
        worst,
        slices,
        slices.size() < MAX_SLICES ? 0 : tables.sliceCount() - slices.size(),
        issues,
        new ProblemSliceFinder(session, tables, classNames).find(),
        pixels == null
            ? null
            : new Calibration(
                pixels.expectedCalibrationError(),
                pixels.brier(),
                pixels.byElement(),
                pixels.bins()),
        tables.quarantine(MAX_REFUSED));
  }

  private static List<LossHistogram.Share> pixelShares(PixelStatistics statistics) {
    List<LossHistogram.Share> shares = new ArrayList<>();
    for (double fraction : WORST_PIXELS) {
      LossHistogram.Share share = statistics.losses().worst(fraction);
      if (share != null) {
        shares.add(share);
      }
    }
    return shares;
  }

  private List<WorstImage> drawWorst(List<WorstImage> worst, PixelPass pass, AuditOptions options)
      throws IOException {
    List<String> ids = worst.stream().limit(options.pictures()).map(WorstImage::imageId).toList();
    Map<String, Drawn> drawn = draw(ids, "worst", pass, options, null);
    return worst.stream()
        .map(
            image -> {
              Drawn picture = drawn.get(image.imageId());
              return picture == null ? image : image.withPicture(picture.name(), picture.panels());
            })
        .toList();
  }

  private LabelIssues drawSuspects(
      LabelIssues issues, PixelPass pass, AuditOptions options, @Nullable LabelModel model)
      throws IOException {
    List<String> ids =
        issues.images().stream().limit(options.pictures()).map(SuspectImage::imageId).toList();
    Map<String, Drawn> drawn = draw(ids, "label", pass, options, model);
    List<SuspectImage> images =
        issues.images().stream()
            .map(
                image -> {
                  Drawn picture = drawn.get(image.imageId());
                  return picture == null
                      ? image
                      : image.withPicture(picture.name(), picture.panels());
                })
            .toList();
    return new LabelIssues(
        issues.validPixels(),
        issues.suspectPixels(),
        issues.suspectFraction(),
        issues.thresholds(),
        images,
        issues.components(),
        issues.pairs());
  }

  /** A picture: its file name, and what its panels show. */
  private record Drawn(String name, String panels) {}

  /** Draws into files named by rank, because ids need not be possible file names. */
  private Map<String, Drawn> draw(
      List<String> ids,
      String kind,
      PixelPass pass,
      AuditOptions options,
      @Nullable LabelModel model)
      throws IOException {
    Map<String, ImageRef> found = tables.images(ids);
    Map<String, String> files = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    List<String> written = new ArrayList<>();
    List<ImageRef> images = new ArrayList<>();
    for (int rank = 0; rank < ids.size(); rank++) {
      String id = ids.get(rank);
      String name = String.format(Locale.ROOT, "%s-%04d.png", kind, rank + 1);
      names.put(id, name);
      String picture = StoragePaths.child(RunDirectory.PICTURES, name);
      written.add(picture);
      files.put(id, path(picture));
      images.add(Objects.requireNonNull(found.get(id), id));
    }
    RunDirectory.register(storage, run, written);
    List<String> panels = pass.draw(images, model, new Pictures(files, options.images()));
    Map<String, Drawn> drawn = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      String id = images.get(i).imageId();
      if (!panels.get(i).isEmpty()) {
        drawn.put(id, new Drawn(Objects.requireNonNull(names.get(id)), panels.get(i)));
      }
    }
    return drawn;
  }

  private void write(AuditDocument findings) throws IOException {
    RunDirectory.write(storage, run, RunDirectory.AUDIT, AuditDocument.FORMAT.encode(findings));
  }

  private String path(String name) {
    return StoragePaths.child(run, name);
  }
}
