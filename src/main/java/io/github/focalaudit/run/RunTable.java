package io.github.focalaudit.run;

import java.util.Locale;

/** A table of a run that can be exported. */
public enum RunTable {
  /** A row an image, with its slices and its metrics by class. */
  IMAGES,
  /** A row a refused input. */
  QUARANTINE,
  /** A row a class. */
  CLASSES,
  /** A row a slice that the run was asked for, with its metrics by class. */
  SLICES,
  /** A row a pair of true and predicted class that has pixels. */
  CONFUSION,
  /** A row a component of suspected labels. */
  LABEL_COMPONENTS;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
