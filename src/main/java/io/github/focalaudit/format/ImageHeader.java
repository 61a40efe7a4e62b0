package io.github.focalaudit.format;

/**
 * What the header of a score or mask file says, without its values.
 *
 * @param elementType the stored type
 * @param shape the shape of one image
 * @param batchCount images in the file where its layout is a batch, else 1
 * @param imageBytes bytes of the elements of one image, uncompressed
 * @param ranged whether parts can be read without the rest
 */
public record ImageHeader(
    ElementType elementType, ScoreShape shape, int batchCount, long imageBytes, boolean ranged) {}
