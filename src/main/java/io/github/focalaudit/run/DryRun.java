package io.github.focalaudit.run;

import io.github.focalaudit.dataset.ClassCount;
import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.evaluation.ImageFaults;
import io.github.focalaudit.evaluation.MultiLabelMasks;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ImageHeader;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.ScoringSpec;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoreUnavailableException;
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
  private final ScoringSpec spec;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param spec how the images would be scored
   */
  DryRun(Storage storage, PreparedDataset dataset, ScoringSpec spec) {
    this.storage = storage;
    this.dataset = dataset;
    this.spec = spec;
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
    listing.warnings().forEach(warning -> lines.add("warning        " + warning.line()));
    lines.add("nothing was scored (" + Setting.DRY_RUN + ")");
    return lines;
  }

  private void addHeaders() throws StoreUnavailableException {
    SortedMap<String, Integer> shapes = new TreeMap<>();
    for (ImageRef image : ClassCount.evenlySpaced(dataset.listing().images(), SAMPLED_HEADERS)) {
      shapes.merge(header(image), 1, Integer::sum);
    }
    shapes.forEach((shape, count) -> lines.add("headers        " + count + " of " + shape));
  }

  private String header(ImageRef image) throws StoreUnavailableException {
    try (RangeReader file = openScores(image)) {
      ImageHeader header = ScoreReader.readHeader(file, dataset.scores());
      return header.elementType().label()
          + " "
          + header.shape()
          + (header.ranged() ? ", read band by band" : ", held in memory as a whole")
          + refusal(() -> ImageFaults.checkClasses(image, dataset.classes(), header.shape()));
    } catch (BadInputException e) {
      return "refused: " + e.code() + " " + e.path() + ": " + e.detail();
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      return "refused: " + ReasonCode.UNREADABLE + " " + FileFaults.text(e);
    }
  }

  private RangeReader openScores(ImageRef image) throws IOException {
    return storage.open(image.predictionPath(), image.predictionLength(), ReadPolicy.RANDOM);
  }

  private RangeReader openMask(ImageRef image) throws IOException {
    return storage.open(image.truthPath(), image.truthLength(), ReadPolicy.RANDOM);
  }

  private interface Check {
    void run() throws BadInputException;
  }

  /** What scoring would say; nothing where the check holds. */
  private static String refusal(Check check) {
    try {
      check.run();
      return "";
    } catch (BadInputException e) {
      return "; would be refused: " + e.code() + ": " + e.detail();
    }
  }

  private void addMasks() throws StoreUnavailableException {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      for (ImageRef image : ClassCount.evenlySpaced(dataset.listing().images(), SAMPLED_MASKS)) {
        addMask(image, scratch);
      }
    }
  }

  private void addMask(ImageRef image, ScratchBuffers scratch) throws StoreUnavailableException {
    String title = "mask           " + image.truthPath() + ": ";
    LabelOptions options = labelOptions(image);
    try (RangeReader file = openMask(image)) {
      boolean planes =
          MultiLabelMasks.matches(file, options, spec.loss().preset().targets(), dataset.classes());
      try (LabelReader labels =
          LabelReader.open(
              file, planes ? options.withMultiLabel(dataset.classes()) : options, scratch)) {
        SortedMap<Integer, Seen> values = values(labels);
        SortedMap<Integer, Long> pixels = new TreeMap<>();
        values.forEach((value, seen) -> pixels.put(value, seen.count()));
        ScoreShape scores = options.scores();
        String sizes =
            scores == null
                ? ""
                : refusal(() -> ImageFaults.checkSizes(image, scores, labels.shape()));
        lines.add(title + "values as stored, with pixels: " + pixels + sizes);
        addRefusals(image, values, spec.encoder(planes));
      }
    } catch (BadInputException e) {
      lines.add(title + "refused: " + e.code() + ": " + e.detail());
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      lines.add(title + "refused: " + ReasonCode.UNREADABLE + ": " + FileFaults.text(e));
    }
  }

  /** How the mask is read; without the shape of its scores where these cannot be read. */
  private LabelOptions labelOptions(ImageRef image) throws StoreUnavailableException {
    LabelOptions options = dataset.labels().withBatchIndex(image.batchIndex());
    try (RangeReader file = openScores(image)) {
      ImageHeader header = ScoreReader.readHeader(file, dataset.scores());
      return options.withScores(header.shape(), header.batchCount());
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      return options; // the lines of the headers say what is wrong with it
    }
  }

  private static SortedMap<Integer, Seen> values(LabelReader labels) throws IOException {
    SortedMap<Integer, Seen> values = new TreeMap<>();
    ScoreShape shape = labels.shape();
    int planes = shape.classes();
    long count = shape.pixelCount();
    int stride = (int) Math.min(count, READ_PIXELS / planes + 1);
    int[] read = new int[Math.multiplyExact(planes, stride)];
    for (long first = 0; first < count; first += stride) {
      int run = (int) Math.min(stride, count - first);
      labels.read(first, run, read, stride);
      for (int plane = 0; plane < planes; plane++) {
        for (int i = 0; i < run; i++) {
          Seen seen = values.get(read[plane * stride + i]);
          if (seen == null) {
            long pixel = first + i;
            String at = planes > 1 ? shape.position(plane, pixel) : shape.position(pixel);
            seen = new Seen(at);
            values.put(read[plane * stride + i], seen);
          }
          seen.add();
        }
      }
    }
    return values;
  }

  private void addRefusals(ImageRef image, SortedMap<Integer, Seen> values, LabelEncoder encoder) {
    List<String> refusals = new ArrayList<>();
    values.forEach(
        (value, seen) -> {
          try {
            encoder.encode(
                new int[] {value}, 0, 1, new float[1], 0, image.truthPath(), i -> seen.position());
          } catch (BadInputException e) {
            refusals.add("  would be refused: " + e.code() + ": " + e.detail());
          }
        });
    lines.addAll(first(refusals, SHOWN_REFUSALS));
    if (refusals.size() > SHOWN_REFUSALS) {
      lines.add("  and " + (refusals.size() - SHOWN_REFUSALS) + " more values");
    }
  }

  /** A mask value: where it is seen first, and how often. */
  private static final class Seen {
    private final String position;
    private long count;

    Seen(String position) {
      this.position = position;
    }

    void add() {
      count++;
    }

    String position() {
      return position;
    }

    long count() {
      return count;
    }
  }

  private static <T> List<T> first(List<T> items, int limit) {
    return items.subList(0, Math.min(limit, items.size()));
  }
}
