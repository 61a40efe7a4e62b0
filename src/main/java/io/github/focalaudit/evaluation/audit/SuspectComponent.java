package io.github.focalaudit.evaluation.audit;

/**
 * Connected suspected pixels of one given and one suggested class.
 *
 * @param given class of the label
 * @param suggested class that the pixels confidently are instead
 * @param area number of pixels
 * @param score sum over the pixels of ln((1 - threshold) / (1 - p)), at least 0, with p and the
 *     threshold of the suggested class: how far the pixel passes what is usual for that class;
 *     pixels near a boundary are discounted
 * @param probability mean probability of the suggested class
 * @param plane index of the plane of rows and columns, 0 for two dimensions
 * @param top first row
 * @param left first column
 * @param bottom last row
 * @param right last column
 */
public record SuspectComponent(
    int given,
    int suggested,
    long area,
    double score,
    double probability,
    int plane,
    int top,
    int left,
    int bottom,
    int right) {}
