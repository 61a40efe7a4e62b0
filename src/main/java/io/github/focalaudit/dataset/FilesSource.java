package io.github.focalaudit.dataset;

import io.github.focalaudit.format.Content;
import io.github.focalaudit.format.Formats;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pairs the files of two directories or patterns. */
final class FilesSource implements DatasetSource {
  private static final int NAMED_DUPLICATES = 4;

  private final Formats formats;
  private final String predictions;
  private final String truth;
  private final @Nullable PathPattern predictionPattern;
  private final @Nullable PathPattern truthPattern;
  private final List<String> predictionIdNames;
  private final List<String> truthIdNames;

  FilesSource(Formats formats, String predictions, String truth) {
    this.formats = formats;
    this.predictions = predictions;
    this.truth = truth;
    this.predictionPattern = patternOf(predictions);
    this.truthPattern = patternOf(truth);
    if (predictionPattern != null && truthPattern != null) {
      this.predictionIdNames =
          predictionPattern.names().stream().filter(truthPattern.names()::contains).toList();
      this.truthIdNames = predictionIdNames;
      if (predictionIdNames.isEmpty()) {
        throw new DatasetException(
            "patterns "
                + predictions
                + " and "
                + truth
                + " share no name; write the part that identifies an image as {id} in both");
      }
    } else {
      this.predictionIdNames = predictionPattern == null ? List.of() : predictionPattern.names();
      this.truthIdNames = truthPattern == null ? List.of() : truthPattern.names();
    }
  }

  private static @Nullable PathPattern patternOf(String text) {
    return PathPattern.isPattern(text) ? new PathPattern(text) : null;
  }

  @Override
  public DatasetListing list(Storage storage) throws IOException {
    String predictionRoot = root(storage, predictions, predictionPattern);
    String truthRoot = root(storage, truth, truthPattern);
    boolean directories = predictionPattern == null && truthPattern == null;
    if (directories && isFile(storage, predictionRoot) && isFile(storage, truthRoot)) {
      return oneImage(storage, predictionRoot, truthRoot);
    }
    boolean together = directories && predictionRoot.equals(truthRoot);
    FileSide predictionSide =
        new FileSide(
            "prediction",
            Setting.PREDICTIONS.option(),
            predictionRoot,
            predictionPattern,
            predictionIdNames,
            formats.suffixes(Content.SCORES));
    FileSide truthSide =
        new FileSide(
            "truth",
            Setting.TRUTH.option(),
            truthRoot,
            truthPattern,
            truthIdNames,
            together ? formats.suffixesOfOnly(Content.LABELS) : formats.suffixes(Content.LABELS));
    predictionSide.list(storage, directories ? below(truthRoot, predictionRoot) : path -> false);
    truthSide.list(storage, directories ? below(predictionRoot, truthRoot) : path -> false);
    return pair(predictionSide, truthSide, together);
  }

  private static String root(Storage storage, String option, @Nullable PathPattern pattern)
      throws IOException {
    return storage.resolve(pattern == null ? PathPattern.literal(option) : pattern.directory());
  }

  private static boolean isFile(Storage storage, String path) throws IOException {
    return storage.exists(path) && !storage.isDirectory(path);
  }

  /** The files of one side that lie in the folder of the other, where that is nested in it. */
  private static Predicate<String> below(String inner, String outer) {
    String prefix = StoragePaths.child(inner, "");
    boolean nested = prefix.startsWith(StoragePaths.child(outer, "")) && !inner.equals(outer);
    return path -> nested && path.startsWith(prefix);
  }

  private static DatasetListing oneImage(Storage storage, String predictionPath, String truthPath)
      throws IOException {
    String name = StoragePaths.name(predictionPath);
    int dot = name.lastIndexOf('.');
    ImageRef image =
        new ImageRef(
            dot > 0 ? name.substring(0, dot) : name,
            predictionPath,
            truthPath,
            storage.status(predictionPath).byteLength(),
            storage.status(truthPath).byteLength(),
            ImageRef.NO_BATCH,
            Map.of());
    return new DatasetListing(List.of(image), List.of(), List.of(), 1, 1);
  }

  private static DatasetListing pair(FileSide predictions, FileSide truths, boolean together) {
    requireFiles(predictions, truths);
    requireFiles(truths, predictions);
    List<ImageRef> images = new ArrayList<>();
    List<QuarantinedInput> quarantined = new ArrayList<>();
    TreeSet<String> ids = new TreeSet<>(predictions.byId().keySet());
    ids.addAll(truths.byId().keySet());
    boolean matched = false;
    UnicodeTwins predictionNames = new UnicodeTwins(predictions.byId().keySet());
    UnicodeTwins truthNames = new UnicodeTwins(truths.byId().keySet());
    for (String id : ids) {
      List<FileSide.Found> scores = predictions.byId().getOrDefault(id, List.of());
      List<FileSide.Found> masks = truths.byId().getOrDefault(id, List.of());
      matched |= !scores.isEmpty() && !masks.isEmpty();
      if (scores.size() > 1 || masks.size() > 1) {
        quarantined.add(duplicate(id, scores, masks));
      } else if (masks.isEmpty()) {
        String looked = truths.lookedFor(id, predictions) + truthNames.told(id);
        quarantined.add(missing(id, scores.get(0), ReasonCode.MISSING_TRUTH, looked));
      } else if (scores.isEmpty()) {
        String looked = predictions.lookedFor(id, truths) + predictionNames.told(id);
        quarantined.add(missing(id, masks.get(0), ReasonCode.MISSING_PREDICTION, looked));
      } else {
        images.add(image(id, scores.get(0), masks.get(0)));
      }
    }
    if (!matched) {
      throw new DatasetException(NearestNames.explain(predictions, truths));
    }
    Map<String, QuarantinedInput> lost = new LinkedHashMap<>();
    for (FileSide side : List.of(predictions, truths)) {
      side.lost().forEach(row -> lost.putIfAbsent(row.path(), row));
    }
    quarantined.addAll(lost.values());
    return new DatasetListing(
        images,
        quarantined,
        warnings(predictions, truths, together),
        predictions.fileCount(),
        truths.fileCount());
  }

  private static void requireFiles(FileSide side, FileSide other) {
    if (side.fileCount() == 0) {
      String warning = side.leftOutWarning(other);
      if (warning == null && !side.lost().isEmpty()) {
        warning = side.lost().get(0).detail();
      }
      throw new DatasetException(
          "no "
              + side.searched()
              + "; check "
              + side.option()
              + (warning == null ? "" : " (" + warning + ")"));
    }
  }

  private static List<Warning> warnings(FileSide predictions, FileSide truths, boolean together) {
    return Stream.concat(
            warnings(
                WarningCode.FILES_LEFT_OUT,
                together ? null : predictions.leftOutWarning(truths),
                together ? null : truths.leftOutWarning(predictions)),
            warnings(
                WarningCode.FOLDERS_LEFT_OUT,
                predictions.leftOutFolders(),
                truths.leftOutFolders()))
        .toList();
  }

  private static Stream<Warning> warnings(WarningCode code, @Nullable String... texts) {
    return Stream.of(texts)
        .filter(Objects::nonNull)
        .distinct()
        .map(text -> new Warning(code, text));
  }

  private static ImageRef image(String id, FileSide.Found scores, FileSide.Found mask) {
    Map<String, @Nullable String> columns = new HashMap<>(mask.parts());
    columns.putAll(scores.parts());
    return new ImageRef(
        id,
        scores.file().path(),
        mask.file().path(),
        scores.file().byteLength(),
        mask.file().byteLength(),
        ImageRef.NO_BATCH,
        columns);
  }

  private static QuarantinedInput duplicate(
      String id, List<FileSide.Found> scores, List<FileSide.Found> masks) {
    List<String> details = new ArrayList<>();
    describe(scores, "predictions", details);
    describe(masks, "truths", details);
    FileEntry first = (scores.size() > 1 ? scores : masks).get(0).file();
    return new QuarantinedInput(
        id, first.path(), ReasonCode.DUPLICATE_ID, String.join("; ", details));
  }

  private static void describe(List<FileSide.Found> files, String what, List<String> details) {
    if (files.size() > 1) {
      List<String> named =
          files.stream().limit(NAMED_DUPLICATES).map(found -> found.file().path()).toList();
      details.add(
          files.size()
              + " "
              + what
              + " for one id: "
              + String.join(", ", named)
              + (files.size() > named.size() ? ", ..." : ""));
    }
  }

  private static QuarantinedInput missing(
      String id, FileSide.Found present, ReasonCode code, String looked) {
    return new QuarantinedInput(
        id, present.file().path(), code, "no partner: looked for " + looked);
  }
}
