package io.github.focalaudit.dataset.records;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Manifests and metadata of text, read into memory. Stateless. */
public final class RecordText {
  /** The ends of the names that are read here. */
  public static final List<String> SUFFIXES = List.of(".csv", ".tsv", ".json", ".jsonl", ".ndjson");

  private RecordText() {}

  /** Whether the name of a file, or of a folder of part files, says that it is such text. */
  public static boolean isNamed(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return SUFFIXES.stream().anyMatch(name::endsWith);
  }

  /**
   * Reads every record, values as text exactly as written: fields of delimited values, strings and
   * literals of JSON. A value that is missing is null, and so is an empty one without quotes.
   *
   * @param path a resolved path with one of {@link #SUFFIXES}; of a folder all files without a
   *     leading {@code _} or dot, by name
   * @return records with the columns of all of them
   * @throws DatasetException where the text is at fault: path, record, line, expected and got
   */
  public static List<Map<String, @Nullable String>> read(Storage storage, String path)
      throws IOException {
    List<Map<String, @Nullable String>> records = new ArrayList<>();
    for (String part : parts(storage, path)) {
      readPart(storage, part, path.toLowerCase(Locale.ROOT), records);
    }
    Set<String> columns = new LinkedHashSet<>();
    records.forEach(record -> columns.addAll(record.keySet()));
    for (Map<String, @Nullable String> record : records) {
      columns.forEach(column -> record.putIfAbsent(column, null));
    }
    return records;
  }

  private static List<String> parts(Storage storage, String path) throws IOException {
    return storage.isDirectory(path)
        ? storage.files(path).stream()
            .map(FileEntry::path)
            .filter(part -> !StoragePaths.name(part).matches("[._].*"))
            .toList()
        : List.of(path);
  }

  private static void readPart(
      Storage storage, String part, String name, List<Map<String, @Nullable String>> records)
      throws IOException {
    try (RangeReader file = storage.open(part, -1, ReadPolicy.WHOLE_FILE);
        DecodedText text = new DecodedText(file)) {
      if (name.endsWith(".csv") || name.endsWith(".tsv")) {
        new DelimitedRecords(text, name.endsWith(".tsv")).readAll(records);
      } else {
        new JsonRecords(text).readAll(records);
      }
    } catch (RecordFault e) {
      throw new DatasetException("cannot read " + part + ": " + e.getMessage(), e);
    }
  }
}
