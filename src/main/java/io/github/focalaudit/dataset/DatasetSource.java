package io.github.focalaudit.dataset;

import io.github.focalaudit.format.Formats;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the images of a dataset come from. Thread-safe. */
public interface DatasetSource {
  /**
   * Lists the files and pairs them; reads none of them.
   *
   * @throws DatasetException where a directory is missing, or nothing matches
   * @throws IOException where the store fails
   */
  DatasetListing list(Storage storage) throws IOException;

  /**
   * Predictions and truth, each a directory or a pattern.
   *
   * <p>Files of two directories match by their path below the directory without its extension,
   * which is the image id. In a pattern, <code>{name}</code> matches one path segment or a part of
   * one, <code>{name:expression}</code> what matches a regular expression as well, and everything
   * else stands for itself; a path that can be read in two ways is refused. <code>{{</code> and
   * <code>}}</code> are braces. The names that two patterns share form the image id, joined by
   * <code>/</code> in the order of the prediction pattern; every name becomes a slice column.
   * Beside a directory, all names of a pattern form the id. Two files are one image.
   *
   * @param predictions scores: files of a directory whose suffix is that of a format of scores
   * @param truth masks: files of a directory whose suffix is that of a format of labels; where both
   *     directories are the same, of a format that holds nothing but labels
   * @throws DatasetException where a pattern is malformed or the patterns share no name
   */
  static DatasetSource files(String predictions, String truth) {
    return files(Formats.standard(), predictions, truth);
  }

  /** The same for files of other formats. */
  static DatasetSource files(Formats formats, String predictions, String truth) {
    return new FilesSource(formats, predictions, truth);
  }

  /**
   * The records of a manifest: {@code image_id}, {@code prediction}, {@code truth}; every further
   * field is a slice column. Relative paths are relative to the manifest's folder.
   *
   * @param manifest the manifest's path, or its folder's where it is a folder of part files
   * @param records its records, read by the caller
   */
  static DatasetSource manifest(
      String manifest, Iterable<? extends Map<String, @Nullable String>> records) {
    return new ManifestSource(manifest, records);
  }
}
