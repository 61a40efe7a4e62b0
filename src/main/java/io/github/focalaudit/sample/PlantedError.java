package io.github.focalaudit.sample;

/**
 * A label error that was put into a mask on purpose.
 *
 * @param imageId the image
 * @param kind what was done
 * @param trueClass the class of the object
 * @param givenClass the class that the mask shows in its place
 * @param top first row with a wrong label
 * @param left first column with a wrong label
 * @param bottom last row with a wrong label
 * @param right last column with a wrong label
 * @param area number of wrong labels, void ones left out
 */
record PlantedError(
    String imageId,
    Kind kind,
    int trueClass,
    int givenClass,
    int top,
    int left,
    int bottom,
    int right,
    int area) {

  /** What can be done to an object of a mask. */
  enum Kind {
    /** The object is missing: what lies behind it is shown. */
    DROPPED,
    /** The object is there with another class. */
    SWAPPED,
    /** The object is somewhere else. */
    SHIFTED
  }
}
