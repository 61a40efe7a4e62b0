package io.github.focalaudit.comparison;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One image in two runs; at least one of them has it.
 *
 * @param baseline null where only the candidate has it
 * @param candidate null where only the baseline has it
 */
public record ImagePair(@Nullable ImageScore baseline, @Nullable ImageScore candidate) {

  /** How an image changed between two runs. */
  public enum Kind {
    /** Prediction and truth are the same, byte for byte. */
    SAME,
    /** The truth is the same, the prediction is not. */
    CHANGED,
    /** The truth is another. */
    RELABELLED,
    /** Only the candidate has it. */
    ENTERED,
    /** Only the baseline has it. */
    LEFT;

    /** Whether both runs have it with the same truth: what the interval is about. */
    public boolean isPaired() {
      return this == SAME || this == CHANGED;
    }

    /** The name in summaries. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ImagePair {
    if (baseline == null && candidate == null) {
      throw new IllegalArgumentException("an image pair needs an image");
    }
  }

  /** How the image changed. */
  public Kind kind() {
    if (baseline == null) {
      return Kind.ENTERED;
    }
    if (candidate == null) {
      return Kind.LEFT;
    }
    if (!baseline.truthFingerprint().equals(candidate.truthFingerprint())) {
      return Kind.RELABELLED;
    }
    return baseline.predictionFingerprint().equals(candidate.predictionFingerprint())
        ? Kind.SAME
        : Kind.CHANGED;
  }

  /** The candidate's image, else the baseline's. */
  public ImageScore any() {
    return candidate != null ? candidate : Objects.requireNonNull(baseline);
  }
}
