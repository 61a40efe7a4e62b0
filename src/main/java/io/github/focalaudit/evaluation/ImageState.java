package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.evaluation.ImageSums.Confusion;
import io.github.focalaudit.kernel.BlockCounts;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mergeable state of an image, or of a unit of it: exact sums over its blocks, and counts. The
 * states of the units of an image, cut at multiples of 256 pixels and merged in any order, have the
 * bits of the state of the whole image. Made once for a task and reset for every image. Not
 * thread-safe.
 */
public final class ImageState {
  private static final int VERSION = 1;

  private final KernelSettings settings;
  private final boolean labels;
  private final SumsByClass sums;
  private final BlockCounts blockCounts;
  private final ExactSum crossEntropy = new ExactSum();
  private final ExactSum qualityWeight = new ExactSum();
  private final ExactSum qualityWeighted = new ExactSum();
  private final int classes;
  private long pixels;

  /** The state of no block. */
  public ImageState(KernelSettings settings) {
    this.settings = settings;
    labels = settings.targets() == TargetKind.LABELS;
    classes = settings.classes();
    sums = new SumsByClass(settings.gammaCount(), classes);
    blockCounts = new BlockCounts(settings);
  }

  void reset() {
    sums.reset();
    blockCounts.reset();
    crossEntropy.reset();
    qualityWeight.reset();
    qualityWeighted.reset();
    pixels = 0;
  }

  /** The counts that a kernel adds to. */
  BlockCounts blockCounts() {
    return blockCounts;
  }

  /** Adds the sums of a block, whose counts the kernel has added. */
  void add(BlockSums block, int pixelCount) {
    pixels += pixelCount;
    sums.add(block);
    crossEntropy.add(block.crossEntropy());
    qualityWeight.add(block.qualityWeight());
    qualityWeighted.add(block.qualityWeighted());
  }

  /**
   * Adds the blocks of another state, which keeps its value.
   *
   * @throws IllegalArgumentException where it is of other settings or classes
   */
  public void merge(ImageState other) {
    if (!settings.equals(other.settings)) {
      throw new IllegalArgumentException(
          "image state to merge: expected " + settings + ", got " + other.settings);
    }
    pixels += other.pixels;
    sums.merge(other.sums);
    blockCounts.merge(other.blockCounts);
    crossEntropy.merge(other.crossEntropy);
    qualityWeight.merge(other.qualityWeight);
    qualityWeighted.merge(other.qualityWeighted);
  }

  /**
   * The versioned bytes: the settings, pixels, counts, sums by gamma and class, cross-entropy, and
   * the sums of the label quality. Equal states have equal bytes.
   */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    writeSettings(out);
    out.writeNumber(pixels);
    out.writeNumbers(blockCounts.toArray());
    sums.write(out);
    crossEntropy.write(out);
    qualityWeight.write(out);
    qualityWeighted.write(out);
    return out.toBytes();
  }

  /**
   * The state of bytes.
   *
   * @param settings those of the state that was written
   * @throws IllegalArgumentException where the bytes are of another version or of other settings,
   *     or damaged
   */
  public static ImageState fromBytes(KernelSettings settings, byte[] bytes) {
    ByteReader in = new ByteReader("an image state", VERSION, bytes);
    readSettings(settings, in);
    ImageState state = new ImageState(settings);
    state.pixels = in.readNumber("pixels");
    int counts = state.blockCounts.toArray().length;
    state.blockCounts.merge(in.readNumbers("counts", counts));
    state.sums.merge(SumsByClass.read(settings.gammaCount(), settings.classes(), in));
    state.crossEntropy.merge(ExactSum.read(in));
    state.qualityWeight.merge(ExactSum.read(in));
    state.qualityWeighted.merge(ExactSum.read(in));
    in.end();
    return state;
  }

  private void writeSettings(ByteWriter out) {
    out.writeNumber(classes);
    out.writeText(settings.activation().name());
    out.writeText(settings.targets().name());
    out.writeNumber(settings.gammaCount());
    for (int g = 0; g < settings.gammaCount(); g++) {
      out.writeDouble(settings.gamma(g));
    }
    out.writeDouble(settings.eps());
  }

  private static void readSettings(KernelSettings expected, ByteReader in) {
    in.expect("classes", expected.classes(), in.readNumber("classes"));
    in.expect("activation", expected.activation().name(), in.readText("activation"));
    in.expect("targets", expected.targets().name(), in.readText("targets"));
    in.expect("gammas", expected.gammaCount(), in.readNumber("gammas"));
    for (int g = 0; g < expected.gammaCount(); g++) {
      in.expect("gamma", (Double) expected.gamma(g), in.readDouble("gamma"));
    }
    in.expect("eps", (Double) expected.eps(), in.readDouble("eps"));
  }

  /** Pixels of the blocks, ignored ones too. */
  long pixels() {
    return pixels;
  }

  /**
   * The finished sums of an image whose blocks are all in the state.
   *
   * @param formula the loss, of as many classes
   */
  public ImageSums sums(LossFormula formula) {
    ClassCounts counts = new ClassCounts(classes);
    counts.add(blockCounts);
    return ImageSums.of(
        formula,
        counts,
        ImageWeight.ofCounts(counts),
        pixels - counts.validPixels(),
        confusions(),
        sums.positive(),
        sums.negative(),
        crossEntropy.value(),
        labelQuality());
  }

  private @Nullable Double labelQuality() {
    double weight = qualityWeight.value();
    return labels && weight > 0 ? qualityWeighted.value() / weight : null;
  }

  private List<Confusion> confusions() {
    List<Confusion> confusions = new ArrayList<>();
    for (int truth = 0; labels && truth < classes; truth++) {
      for (int prediction = 0; prediction < classes; prediction++) {
        long confused = blockCounts.confusion(truth, prediction);
        if (confused > 0) {
          confusions.add(new Confusion(truth, prediction, confused));
        }
      }
    }
    return confusions;
  }
}
