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
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.UnreadableFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The images of one partition, scored as they are asked for. A bad input becomes a quarantine row.
 * A store that fails fails the task, so that Spark tries elsewhere; at the last attempt the input
 * is quarantined. Where they are asked for, the statistics of the pixels of all images follow as
 * the last item. Used by one thread.
 */
final class ScoringIterator implements Iterator<byte[]> {
  private final Iterator<ImageRef> images;
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
      Iterator<ImageRef> images,
      Storage storage,
      ScoringSpec spec,
      Progress progress,
      ScratchBuffers scratch,
      boolean lastAttempt) {
    this.images = images;
    this.storage = storage;
    this.spec = spec;
    this.progress = progress;
    this.opener = spec.opener(this::open, scratch);
    this.lastAttempt = lastAttempt;
    this.tally = spec.pixelStatistics() ? new PixelTally(spec.loss(), spec.classes()) : null;
    this.scorer = scorer(spec.encoder());
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
    return images.hasNext() || tally != null && !tallied;
  }

  @Override
  public byte[] next() {
    if (tally != null && !images.hasNext() && !tallied) {
      tallied = true;
      return Outcome.pixels(tally.statistics());
    }
    ImageRef image = images.next();
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
    } catch (BadInputException e) {
      return refuse(image, e.path(), e.code(), e.detail(), bytes);
    } catch (FileNotFoundException | AccessDeniedException | UnreadableFileException e) {
      return refuse(image, lastUsed, ReasonCode.UNREADABLE, message(e), bytes);
    } catch (IOException e) {
      if (!lastAttempt) {
        throw new UncheckedIOException("cannot read " + lastUsed + " of image " + image, e);
      }
      return refuse(image, lastUsed, ReasonCode.UNREADABLE, message(e), bytes);
    }
  }

  private byte[] refuse(
      ImageRef image, String path, ReasonCode code, String detail, long byteCount) {
    progress.addRefused(byteCount);
    return Outcome.refused(new QuarantinedInput(image.imageId(), path, code, detail)).toBytes();
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
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
      elementScorer = scorer(spec.elementEncoder());
    }
    return elementScorer;
  }
}
