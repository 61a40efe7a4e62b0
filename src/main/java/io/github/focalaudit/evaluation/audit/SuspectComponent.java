package io.github.focalaudit.evaluation.audit;

/**
 * Connected suspected pixels of one given and one suggested class.
 *
 * @param given class of the label
 * @param suggested class that the pixels confidently are instead
 * @param area number of pixels
 * @param score how suspicious: s * sum(w * e) / sqrt(sum(w)) over its pixels. e is ln((1 -
 *     threshold) / (1 - p)), at least 0, with p and the threshold of the suggested class: how far
 *     the pixel passes what is usual for that class. w is 1, less near a boundary between labels;
 *     the root is there because neighbouring pixels err together. s is {@link LabelModel#surprise}
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
