package io.github.focalaudit.dataset;

import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pairs that a manifest names. */
final class ManifestSource implements DatasetSource {
  static final String IMAGE_ID = "image_id";
  private static final String PREDICTION = "prediction";
  private static final String TRUTH = "truth";

  private final String manifest;
  private final Iterable<? extends Map<String, @Nullable String>> records;

  private record Row(
      long number,
      @Nullable String id,
      @Nullable String prediction,
      @Nullable String truth,
      Map<String, @Nullable String> columns) {}

  ManifestSource(String manifest, Iterable<? extends Map<String, @Nullable String>> records) {
    this.manifest = manifest;
    this.records = records;
  }

  @Override
  public DatasetListing list(Storage storage) throws IOException {
    String file = storage.resolve(manifest);
    ManifestFiles files =
        new ManifestFiles(storage, storage.isDirectory(file) ? file : StoragePaths.parent(file));
    List<Row> rows = rows(files);
    files.lookUp(
        rows.stream()
            .flatMap(
                row ->
                    Stream.of(
                        Optional.ofNullable(row.prediction()), Optional.ofNullable(row.truth())))
            .flatMap(Optional::stream)
            .toList());
    List<QuarantinedInput> quarantined = new ArrayList<>();
    Map<String, List<Row>> byId = new TreeMap<>();
    for (Row row : rows) {
      if (row.id() == null) {
        String name = "record " + row.number();
        quarantined.add(
            new QuarantinedInput(
                name, file, ReasonCode.MALFORMED, name + " of the manifest has no " + IMAGE_ID));
      } else {
        byId.computeIfAbsent(row.id(), key -> new ArrayList<>(1)).add(row);
      }
    }
    List<ImageRef> images = new ArrayList<>();
    byId.forEach(
        (id, same) -> {
          if (same.size() > 1) {
            quarantined.add(duplicate(id, same, file));
          } else {
            add(id, same.get(0), files, file, images, quarantined);
          }
        });
    if (images.isEmpty()) {
      if (files.unavailable() != null) {
        throw files.unavailable();
      }
      throw new DatasetException(nothing(file, rows.size(), quarantined));
    }
    int predictions =
        (int) rows.stream().filter(row -> files.found(row.prediction()) != null).count();
    int truths = (int) rows.stream().filter(row -> files.found(row.truth()) != null).count();
    return new DatasetListing(images, quarantined, List.of(), predictions, truths);
  }

  private static String nothing(String file, int count, List<QuarantinedInput> quarantined) {
    String start = "manifest " + file + " has " + count + " records and no image with both files";
    if (quarantined.isEmpty()) {
      return start;
    }
    QuarantinedInput first = quarantined.get(0);
    return start + "; the first: " + first.imageId() + ": " + first.code() + ", " + first.detail();
  }

  private List<Row> rows(ManifestFiles files) {
    List<Row> rows = new ArrayList<>();
    long number = 0;
    for (Map<String, @Nullable String> fields : records) {
      number++;
      if (number == 1) {
        requireColumns(fields);
      }
      Map<String, @Nullable String> columns = new HashMap<>(fields);
      rows.add(
          new Row(
              number,
              text(columns.remove(IMAGE_ID)),
              files.path(text(columns.remove(PREDICTION))),
              files.path(text(columns.remove(TRUTH))),
              columns));
    }
    return rows;
  }

  private void requireColumns(Map<String, @Nullable String> fields) {
    for (String column : List.of(IMAGE_ID, PREDICTION, TRUTH)) {
      if (!fields.containsKey(column)) {
        throw new DatasetException(
            "manifest "
                + manifest
                + " has no column "
                + column
                + "; it has "
                + String.join(", ", new TreeSet<>(fields.keySet())));
      }
    }
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }

  private static QuarantinedInput duplicate(String id, List<Row> same, String file) {
    List<String> numbers = same.stream().map(row -> Long.toString(row.number())).toList();
    String prediction = same.get(0).prediction();
    return new QuarantinedInput(
        id,
        prediction == null ? file : prediction,
        ReasonCode.DUPLICATE_ID,
        same.size() + " records of the manifest for one id: " + String.join(", ", numbers));
  }

  private static void add(
      String id,
      Row row,
      ManifestFiles files,
      String manifestFile,
      List<ImageRef> images,
      List<QuarantinedInput> quarantined) {
    for (@Nullable String path : new @Nullable String[] {row.prediction(), row.truth()}) {
      String fault = path == null ? null : files.fault(path);
      if (fault != null) {
        String detail = "record " + row.number() + ": " + fault;
        quarantined.add(new QuarantinedInput(id, path, ReasonCode.UNREADABLE, detail));
        return;
      }
    }
    FileEntry prediction = files.found(row.prediction());
    FileEntry truth = files.found(row.truth());
    if (prediction == null) {
      quarantined.add(
          missing(id, ReasonCode.MISSING_PREDICTION, row, row.prediction(), truth, manifestFile));
    } else if (truth == null) {
      quarantined.add(
          missing(id, ReasonCode.MISSING_TRUTH, row, row.truth(), prediction, manifestFile));
    } else {
      images.add(
          new ImageRef(
              id,
              prediction.path(),
              truth.path(),
              prediction.byteLength(),
              truth.byteLength(),
              ImageRef.NO_BATCH,
              row.columns()));
    }
  }

  private static QuarantinedInput missing(
      String id,
      ReasonCode code,
      Row row,
      @Nullable String wanted,
      @Nullable FileEntry partner,
      String manifestFile) {
    String path = partner == null ? manifestFile : partner.path();
    return new QuarantinedInput(
        id,
        path,
        code,
        "record "
            + row.number()
            + (wanted == null ? " names no file" : ": no such file: " + wanted));
  }
}
