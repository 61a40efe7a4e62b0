package io.github.focalaudit.api;

import io.github.focalaudit.dataset.BadInputException;
import io.github.focalaudit.dataset.ClassCount;
import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.dataset.ImageHeader;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelReader;
import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.dataset.ScoreReader;
import io.github.focalaudit.dataset.ScratchBuffers;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run would do, from listings, headers and a sample of masks. Used by one thread. */
final class DryRun {
  private static final int SAMPLED_HEADERS = 11;
  private static final int SAMPLED_MASKS = 3;
  private static final int SHOWN_REFUSALS = 5;
  private static final int READ_PIXELS = 1 << 16;

  private final Storage storage;
  private final PreparedDataset dataset;
  private final List<String> lines = new ArrayList<>();

  DryRun(Storage storage, PreparedDataset dataset) {
    this.storage = storage;
    this.dataset = dataset;
  }

  List<String> lines() throws IOException {
    DatasetListing listing = dataset.listing();
    lines.add(
        String.format(
            Locale.ROOT,
            "pairs          %d images, %d without a partner or double",
            listing.matchedCount(),
            listing.unmatchedCount()));
    for (QuarantinedInput refused : first(listing.quarantined(), SHOWN_REFUSALS)) {
      lines.add("  " + refused.code() + " " + refused.imageId() + ": " + refused.detail());
    }
    if (listing.quarantined().size() > SHOWN_REFUSALS) {
      lines.add("  and " + (listing.quarantined().size() - SHOWN_REFUSALS) + " more");
    }
    lines.add(String.format(Locale.ROOT, "to read        %.1f MB", listing.totalBytes() / 1e6));
    lines.add(
        "classes        " + dataset.classes() + ": " + String.join(", ", dataset.classNames()));
    addHeaders();
    addMasks();
    listing.warnings().forEach(warning -> lines.add("warning        " + warning));
    lines.add("nothing was scored (--dry-run)");
    return lines;
  }

  private void addHeaders() throws IOException {
    SortedMap<String, Integer> shapes = new TreeMap<>();
    for (ImageRef image : ClassCount.evenlySpaced(dataset.listing().images(), SAMPLED_HEADERS)) {
      shapes.merge(header(image), 1, Integer::sum);
    }
    shapes.forEach((shape, count) -> lines.add("headers        " + count + " of " + shape));
  }

  private String header(ImageRef image) throws IOException {
    try (RangeReader file = storage.open(image.predictionPath())) {
      ImageHeader header = ScoreReader.readHeader(file, dataset.scores());
      return header.elementType().label()
          + " "
          + header.shape()
          + (header.ranged() ? ", read band by band" : ", held in memory as a whole");
    } catch (BadInputException e) {
      return "refused: " + e.code() + " " + e.path() + ": " + e.detail();
    }
  }

  private void addMasks() throws IOException {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      for (ImageRef image : ClassCount.evenlySpaced(dataset.listing().images(), SAMPLED_MASKS)) {
        lines.add("mask           " + image.truthPath() + ": " + values(image, scratch));
      }
    }
  }

  private String values(ImageRef image, ScratchBuffers scratch) throws IOException {
    try (RangeReader file = storage.open(image.truthPath());
        LabelReader labels =
            LabelReader.open(file, dataset.labels().withBatchIndex(image.batchIndex()), scratch)) {
      SortedMap<Integer, Long> pixels = new TreeMap<>();
      long count = labels.shape().pixelCount();
      int[] values = new int[(int) Math.min(count, READ_PIXELS)];
      for (long first = 0; first < count; first += values.length) {
        int read = (int) Math.min(values.length, count - first);
        labels.read(first, read, values);
        for (int i = 0; i < read; i++) {
          pixels.merge(values[i], 1L, Long::sum);
        }
      }
      return "values as stored, with pixels: " + pixels;
    } catch (BadInputException e) {
      return "refused: " + e.code() + ": " + e.detail();
    }
  }

  private static <T> List<T> first(List<T> items, int limit) {
    return items.subList(0, Math.min(limit, items.size()));
  }
}
