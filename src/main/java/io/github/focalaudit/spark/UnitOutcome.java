package io.github.focalaudit.spark;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.LossFormula;
import io.github.focalaudit.evaluation.UnitState;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.kernel.KernelSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a unit of a split image: its state, or why it was refused. Its bytes are one more
 * kind of item beside those of {@link Outcome}.
 *
 * @param imageId the image
 * @param firstBlock of the unit
 * @param state bytes of a {@link UnitState}; empty where it was refused
 * @param pixels bytes of its {@link PixelStatistics}; empty where they were not asked for
 * @param refused bytes of an {@link Outcome}; empty where it was scored
 */
record UnitOutcome(String imageId, long firstBlock, byte[] state, byte[] pixels, byte[] refused) {
  private static final byte[] NONE = {};

  static UnitOutcome scored(String imageId, long firstBlock, byte[] state, byte[] pixels) {
    return new UnitOutcome(imageId, firstBlock, state, pixels, NONE);
  }

  static UnitOutcome refused(QuarantinedInput refused, long firstBlock) {
    return new UnitOutcome(
        refused.imageId(), firstBlock, NONE, NONE, Outcome.refused(refused).toBytes());
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(Outcome.UNIT);
    out.writeText(imageId);
    out.writeNumber(firstBlock);
    out.writeBytes(state);
    out.writeBytes(pixels);
    out.writeBytes(refused);
    return out.toBytes();
  }

  /**
   * Reads such bytes.
   *
   * @throws IllegalArgumentException where they are none, or damaged
   */
  static UnitOutcome fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader("a unit of work", Outcome.UNIT, bytes);
    UnitOutcome read =
        new UnitOutcome(
            in.readText("image id"),
            in.readNumber("first block"),
            in.readBytes("state"),
            in.readBytes("pixels"),
            in.readBytes("refusal"));
    in.end();
    return read;
  }

  /** The image that the item of a unit belongs to. */
  static String imageId(byte[] bytes) {
    return new ByteReader("a unit of work", Outcome.UNIT, bytes).readText("image id");
  }

  /**
   * The items of an image whose units were all scored or refused: what an unsplit image gives. Of
   * several refusals the first in the image counts, because it is the one that ends an unsplit
   * image.
   *
   * @param items of all units of one image, in any order
   * @return one item, and one more with the statistics of its pixels where there are any
   */
  static List<byte[]> merge(Iterable<byte[]> items, ScoringSpec spec, Progress progress) {
    List<UnitOutcome> units = new ArrayList<>();
    items.forEach(item -> units.add(fromBytes(item)));
    units.sort(Comparator.comparingLong(UnitOutcome::firstBlock));
    for (UnitOutcome unit : units) {
      if (unit.refused().length > 0) {
        progress.addRefused(0);
        return List.of(unit.refused());
      }
    }
    KernelSettings settings = spec.loss().kernelSettings(spec.classes());
    UnitState merged = null;
    PixelStatistics pixels = null;
    for (UnitOutcome unit : units) {
      UnitState state = UnitState.fromBytes(settings, unit.state());
      merged = appended(merged, state);
      pixels = merged(pixels, unit.pixels());
    }
    LossFormula formula = new LossFormula(spec.loss(), spec.classes());
    ImageResult result = Objects.requireNonNull(merged).result(formula);
    progress.addScored(0, 0, 0, result.sums().lossSum(), result.sums().denominator());
    byte[] outcome = Outcome.scored(result).toBytes();
    return pixels == null ? List.of(outcome) : List.of(outcome, Outcome.pixels(pixels));
  }

  private static UnitState appended(@Nullable UnitState left, UnitState right) {
    if (left == null) {
      return right;
    }
    left.append(right);
    return left;
  }

  private static @Nullable PixelStatistics merged(@Nullable PixelStatistics left, byte[] right) {
    if (right.length == 0) {
      return left;
    }
    PixelStatistics read = PixelStatistics.fromBytes(right);
    if (left == null) {
      return read;
    }
    left.merge(read);
    return left;
  }
}
