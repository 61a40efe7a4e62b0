package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.evaluation.ImageOpener;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageScorer;
import io.github.focalaudit.evaluation.audit.PixelTally;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.plan.PartitionPlan;
import io.github.focalaudit.plan.Partitioner;
import io.github.focalaudit.plan.WorkUnit;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoreUnavailableException;
import io.github.focalaudit.storage.UnreadableFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The images of one partition, scored as they are asked for. A bad input becomes a quarantine row.
 * A read that fails fails the task, so that Spark tries elsewhere; at the last attempt the input is
 * quarantined. A store that is unavailable fails the last attempt too, and with it the job. Where
 * they are asked for, the statistics of the pixels of all images follow. The units of split images
 * come last, each with those of its own pixels. Used by one thread.
 */
final class ScoringIterator implements Iterator<byte[]> {
  private final Iterator<ImageRef> images;
  private final Iterator<WorkUnit> units;
  private final Storage storage;
  private final ScoringSpec spec;
  private final Progress progress;
  private final boolean lastAttempt;
  private final ImageOpener opener;
  private final ImageScorer scorer;
  private final @Nullable PixelTally tally;
  private @Nullable ImageScorer elementScorer;
  private long kernelNanos;
  private String lastUsed = "";
  private boolean tallied;

  ScoringIterator(
      PartitionPlan plan,
      Storage storage,
      ScoringSpec spec,
      Progress progress,
      ScratchBuffers scratch,
      boolean lastAttempt) {
    this.images = plan.images().iterator();
    this.units = plan.units().iterator();
    this.storage = storage;
    this.spec = spec;
    this.progress = progress;
    this.opener = spec.opener(this::open, scratch);
    this.lastAttempt = lastAttempt;
    this.tally = spec.pixelStatistics() ? new PixelTally(spec.loss(), spec.classes()) : null;
    this.scorer = scorer(spec.encoder(false));
  }

  private ImageScorer scorer(LabelEncoder encoder) {
    ImageScorer made =
        new ImageScorer(spec.loss(), spec.classes(), spec.kernel(), encoder, spec.crossCheck());
    if (tally != null) {
      made.observe(tally);
    }
    return made;
  }

  @Override
  public boolean hasNext() {
    return images.hasNext() || units.hasNext() || tally != null && !tallied;
  }

  @Override
  public byte[] next() {
    if (images.hasNext()) {
      return nextImage(images.next());
    }
    if (tally != null && !tallied) {
      tallied = true;
      return Outcome.pixels(tally.statistics());
    }
    return nextUnit(units.next()).toBytes();
  }

  private byte[] nextImage(ImageRef image) {
    long bytes = image.predictionBytes() + image.truthBytes();
    try {
      long started = System.nanoTime();
      ImageResult result = score(image);
      progress.addScored(
          bytes,
          System.nanoTime() - started,
          kernelNanos,
          result.sums().lossSum(),
          result.sums().denominator());
      return Outcome.scored(result).toBytes();
    } catch (IOException e) {
      progress.addRefused(bytes);
      return Outcome.refused(refusal(image, e)).toBytes();
    }
  }

  /** A refusal counts when the image is merged. */
  private UnitOutcome nextUnit(WorkUnit unit) {
    ImageRef image = unit.image();
    try {
      long started = System.nanoTime();
      PixelTally pixels =
          spec.pixelStatistics() ? new PixelTally(spec.loss(), spec.classes()) : null;
      byte[] state = score(unit, pixels);
      progress.addUnit(
          unit.cost() - Partitioner.IMAGE_COST_BYTES, System.nanoTime() - started, kernelNanos);
      return UnitOutcome.scored(
          image.imageId(),
          unit.firstBlock(),
          state,
          pixels == null ? new byte[0] : pixels.statistics().toBytes());
    } catch (IOException e) {
      return UnitOutcome.refused(refusal(image, e), unit.firstBlock());
    }
  }

  /**
   * The quarantine row of an image that cannot be read.
   *
   * @throws UncheckedIOException where the store failed and another attempt may do better
   */
  private QuarantinedInput refusal(ImageRef image, IOException cause) {
    if (cause instanceof BadInputException e) {
      return new QuarantinedInput(image.imageId(), e.path(), e.code(), e.detail());
    }
    if (cause instanceof StoreUnavailableException) {
      throw new UncheckedIOException(cause);
    }
    boolean forGood =
        cause instanceof FileNotFoundException
            || cause instanceof UnreadableFileException
            || FileFaults.isLasting(cause);
    if (!forGood && !lastAttempt) {
      throw new UncheckedIOException("cannot read " + lastUsed + " of image " + image, cause);
    }
    return new QuarantinedInput(
        image.imageId(), lastUsed, ReasonCode.UNREADABLE, FileFaults.text(cause));
  }

  private ImageResult score(ImageRef image) throws IOException {
    boolean sampled = spec.sampledImages().contains(image.imageId());
    return opener.open(
        image,
        (scores, labels, elements) -> {
          ImageScorer used = elements ? elementScorer() : scorer;
          ImageResult result = used.score(image, scores, labels, sampled);
          kernelNanos = used.kernelNanos();
          return result;
        });
  }

  private byte[] score(WorkUnit unit, @Nullable PixelTally pixels) throws IOException {
    ImageRef image = unit.image();
    boolean sampled = spec.sampledImages().contains(image.imageId());
    return opener.openUnit(
        image,
        (scores, labels, elements) -> {
          ImageScorer used = elements ? elementScorer() : scorer;
          if (pixels != null) {
            used.observe(pixels);
          }
          byte[] state =
              used.scoreUnit(image, scores, labels, sampled, unit.firstBlock(), unit.blockCount());
          kernelNanos = used.kernelNanos();
          return state;
        });
  }

  private RangeReader open(String path, long byteLength, ReadPolicy policy) throws IOException {
    lastUsed = path;
    return new NotingReader(storage.open(path, byteLength, policy));
  }

  /** Notes which file a store failed at. */
  private final class NotingReader implements RangeReader {
    private final RangeReader file;

    NotingReader(RangeReader file) {
      this.file = file;
    }

    @Override
    public String path() {
      return file.path();
    }

    @Override
    public long length() {
      return file.length();
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
      lastUsed = file.path();
      file.readFully(position, target, offset, length);
    }

    @Override
    public boolean jumpsCheaply() {
      return file.jumpsCheaply();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private ImageScorer elementScorer() {
    if (elementScorer == null) {
      elementScorer = scorer(spec.encoder(true));
    }
    return elementScorer;
  }
}
