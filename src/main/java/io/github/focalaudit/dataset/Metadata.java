package io.github.focalaudit.dataset;

import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Slice columns that come from a table of their own. Stateless. */
public final class Metadata {
  private Metadata() {}

  /**
   * Adds columns by image id. An image of a batch without a record of its own takes the record of
   * its file ({@code scan7} for {@code scan7#3}). An image without a record has null in the new
   * columns; how many there are, and how many records have no image, are warnings.
   *
   * @param name the table, as messages name it
   * @param records fields by name; {@code image_id} and at least one more
   * @throws DatasetException where {@code image_id} is missing, a column is there already, or two
   *     records of one id differ
   */
  public static DatasetListing join(
      DatasetListing listing,
      String name,
      Iterable<? extends Map<String, @Nullable String>> records) {
    TreeSet<String> added = new TreeSet<>();
    Map<String, Map<String, @Nullable String>> byId = byId(name, records, added);
    refuseCollisions(listing, name, added);

    List<ImageRef> images = new ArrayList<>(listing.images().size());
    Set<String> used = new HashSet<>();
    int without = 0;
    for (ImageRef image : listing.images()) {
      String id = image.imageId();
      String key = byId.containsKey(id) ? id : BatchExpansion.fileId(image);
      Map<String, @Nullable String> record = byId.get(key);
      if (record == null) {
        without++;
      } else {
        used.add(key);
      }
      Map<String, @Nullable String> columns = new TreeMap<>(image.columns());
      for (String column : added) {
        columns.put(column, record == null ? null : record.get(column));
      }
      images.add(image.withColumns(columns));
    }
    for (QuarantinedInput row : listing.quarantined()) {
      used.add(row.imageId());
    }
    return listing.with(images, List.of(), warnings(name, byId.keySet(), used, without));
  }

  private static Map<String, Map<String, @Nullable String>> byId(
      String name, Iterable<? extends Map<String, @Nullable String>> records, Set<String> added) {
    Map<String, Map<String, @Nullable String>> byId = new HashMap<>();
    long number = 0;
    for (Map<String, @Nullable String> fields : records) {
      number++;
      if (!fields.containsKey(ManifestSource.IMAGE_ID)) {
        throw new DatasetException(
            "metadata "
                + name
                + " has no column "
                + ManifestSource.IMAGE_ID
                + "; it has "
                + String.join(", ", new TreeSet<>(fields.keySet())));
      }
      Map<String, @Nullable String> values = new HashMap<>(fields);
      String id = values.remove(ManifestSource.IMAGE_ID);
      if (id == null || id.isBlank()) {
        throw new DatasetException(
            "metadata " + name + ": record " + number + " has no " + ManifestSource.IMAGE_ID);
      }
      added.addAll(values.keySet());
      Map<String, @Nullable String> earlier = byId.putIfAbsent(id, values);
      if (earlier != null && !earlier.equals(values)) {
        throw new DatasetException(
            "metadata "
                + name
                + ": record "
                + number
                + " repeats image_id "
                + id
                + " with other values");
      }
    }
    return byId;
  }

  private static void refuseCollisions(DatasetListing listing, String name, Set<String> added) {
    for (ImageRef image : listing.images()) {
      for (String column : image.columns().keySet()) {
        if (added.contains(column)) {
          throw new DatasetException(
              "metadata "
                  + name
                  + " has a column "
                  + column
                  + ", which the images have already; rename it in the table or in the pattern");
        }
      }
    }
  }

  private static List<Warning> warnings(
      String name, Set<String> ids, Set<String> used, int without) {
    List<Warning> warnings = new ArrayList<>();
    if (without > 0) {
      warnings.add(
          new Warning(
              WarningCode.IMAGES_WITHOUT_METADATA,
              "metadata "
                  + name
                  + ": "
                  + without
                  + (without == 1 ? " image has no record" : " images have no record")
                  + "; their columns are null"));
    }
    long unused = ids.stream().filter(id -> !used.contains(id)).count();
    if (unused > 0) {
      warnings.add(
          new Warning(
              WarningCode.METADATA_WITHOUT_IMAGE,
              "metadata "
                  + name
                  + ": "
                  + unused
                  + (unused == 1 ? " record has no image" : " records have no image")));
    }
    return warnings;
  }
}
