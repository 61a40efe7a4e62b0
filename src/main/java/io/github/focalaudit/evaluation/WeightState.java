package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.sum.ExactSum;

/**
 * The weights of many images, mergeable: what their sums are divided by. Where every pixel weighs 1
 * they have the bits of the counts. Adding and merging are free of order. Not thread-safe.
 */
final class WeightState {
  private final ExactSum pixels;
  private final ExactSum elements;
  private final ExactSum positives;

  /** The weight of no image. */
  WeightState() {
    this(new ExactSum(), new ExactSum(), new ExactSum());
  }

  private WeightState(ExactSum pixels, ExactSum elements, ExactSum positives) {
    this.pixels = pixels;
    this.elements = elements;
    this.positives = positives;
  }

  void add(ImageWeight image) {
    pixels.add(image.pixels());
    for (int c = 0; c < image.positives().length; c++) {
      elements.add(image.positives()[c]);
      elements.add(image.negatives()[c]);
      positives.add(image.positives()[c]);
    }
  }

  void merge(WeightState other) {
    pixels.merge(other.pixels);
    elements.merge(other.elements);
    positives.merge(other.positives);
  }

  double pixels() {
    return pixels.value();
  }

  double elements() {
    return elements.value();
  }

  double positives() {
    return positives.value();
  }

  void write(ByteWriter out) {
    pixels.write(out);
    elements.write(out);
    positives.write(out);
  }

  static WeightState read(ByteReader in) {
    return new WeightState(ExactSum.read(in), ExactSum.read(in), ExactSum.read(in));
  }
}
