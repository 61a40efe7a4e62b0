package io.github.focalaudit.dataset;

import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Pairs that a manifest names. */
final class ManifestSource implements DatasetSource {
  static final String IMAGE_ID = "image_id";
  private static final String PREDICTION = "prediction";
  private static final String TRUTH = "truth";

  /** Up to so many files of a folder are asked for one by one; for more it is listed. */
  private static final int SINGLE_LOOKUPS = 4;

  private final String manifest;
  private final Iterable<? extends Map<String, @Nullable String>> records;

  private record Row(
      long number,
      @Nullable String id,
      @Nullable String prediction,
      @Nullable String truth,
      Map<String, @Nullable String> columns) {}

  /** The files that rows name: those that are there, and why others cannot be asked for. */
  private record Files(Map<String, FileEntry> found, Map<String, String> faults) {
    Files() {
      this(new HashMap<>(), new HashMap<>());
    }

    void add(Files others) {
      found.putAll(others.found);
      faults.putAll(others.faults);
    }
  }

  ManifestSource(String manifest, Iterable<? extends Map<String, @Nullable String>> records) {
    this.manifest = manifest;
    this.records = records;
  }

  @Override
  public DatasetListing list(Storage storage) throws IOException {
    String file = storage.resolve(manifest);
    Files files = new Files();
    List<Row> rows =
        rows(storage, storage.isDirectory(file) ? file : StoragePaths.parent(file), files);
    files.add(lookUp(storage, rows, files.faults()));
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
      throw new DatasetException(nothing(file, rows.size(), quarantined));
    }
    int predictions = (int) rows.stream().filter(row -> isThere(row.prediction(), files)).count();
    int truths = (int) rows.stream().filter(row -> isThere(row.truth(), files)).count();
    return new DatasetListing(images, quarantined, List.of(), predictions, truths);
  }

  private static boolean isThere(@Nullable String path, Files files) {
    return path != null && files.found().containsKey(path);
  }

  private static String nothing(String file, int count, List<QuarantinedInput> quarantined) {
    String start = "manifest " + file + " has " + count + " records and no image with both files";
    if (quarantined.isEmpty()) {
      return start;
    }
    QuarantinedInput first = quarantined.get(0);
    return start + "; the first: " + first.imageId() + ": " + first.code() + ", " + first.detail();
  }

  private List<Row> rows(Storage storage, String folder, Files files) {
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
              path(storage, folder, columns.remove(PREDICTION), files),
              path(storage, folder, columns.remove(TRUTH), files),
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

  /** The resolved path; as the manifest has it where it cannot be resolved, which is a fault. */
  private static @Nullable String path(
      Storage storage, String folder, @Nullable String value, Files files) {
    String text = text(value);
    if (text == null) {
      return null;
    }
    try {
      return storage.resolve(
          StoragePaths.isAbsolute(text) ? text : StoragePaths.child(folder, text));
    } catch (IOException | IllegalArgumentException e) {
      files.faults().put(text, reason(e));
      return text;
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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
      Files files,
      String manifestFile,
      List<ImageRef> images,
      List<QuarantinedInput> quarantined) {
    for (@Nullable String path : new @Nullable String[] {row.prediction(), row.truth()}) {
      String fault = path == null ? null : files.faults().get(path);
      if (fault != null) {
        String detail = "record " + row.number() + ": " + fault;
        quarantined.add(new QuarantinedInput(id, path, ReasonCode.UNREADABLE, detail));
        return;
      }
    }
    FileEntry prediction = row.prediction() == null ? null : files.found().get(row.prediction());
    FileEntry truth = row.truth() == null ? null : files.found().get(row.truth());
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

  /**
   * Looks for the files of all rows.
   *
   * @param impossible paths that are not asked for
   */
  private static Files lookUp(Storage storage, List<Row> rows, Map<String, String> impossible)
      throws IOException {
    Map<String, TreeSet<String>> byFolder = new TreeMap<>();
    for (Row row : rows) {
      for (@Nullable String path : new @Nullable String[] {row.prediction(), row.truth()}) {
        if (path != null && !impossible.containsKey(path)) {
          byFolder.computeIfAbsent(StoragePaths.parent(path), key -> new TreeSet<>()).add(path);
        }
      }
    }
    Files files = new Files();
    for (Files some :
        Parallel.map(
            List.copyOf(byFolder.entrySet()),
            folder -> entries(storage, folder.getKey(), folder.getValue()))) {
      files.add(some);
    }
    return files;
  }

  private static Files entries(Storage storage, String folder, TreeSet<String> wanted) {
    Files files = new Files();
    if (wanted.size() > SINGLE_LOOKUPS) {
      try {
        for (FileEntry entry : storage.files(folder)) {
          if (wanted.contains(entry.path())) {
            files.found().put(entry.path(), entry);
          }
        }
      } catch (FileNotFoundException | NotDirectoryException e) {
        return files;
      } catch (IOException | IllegalArgumentException e) {
        wanted.forEach(path -> files.faults().put(path, reason(e)));
      }
      return files;
    }
    for (String path : wanted) {
      try {
        files.found().put(path, storage.status(path));
      } catch (FileNotFoundException e) {
        continue;
      } catch (IOException | IllegalArgumentException e) {
        files.faults().put(path, reason(e));
      }
    }
    return files;
  }
}
