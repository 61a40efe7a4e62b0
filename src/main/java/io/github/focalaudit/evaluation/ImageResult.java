package io.github.focalaudit.evaluation;

/**
 * One image of a run, scored: what its row in the images table is made of.
 *
 * @param sums its sums and counts
 * @param provenance what they were made of
 */
public record ImageResult(ImageSums sums, ImageProvenance provenance) {}
