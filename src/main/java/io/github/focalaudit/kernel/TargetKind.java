package io.github.focalaudit.kernel;

/** What the truth says. */
public enum TargetKind {
  /** One class index a pixel; the other classes of the pixel are negatives. */
  LABELS,
  /** 0 or 1 for every element on its own, as multi-label masks have it. */
  ELEMENTS
}
