package io.github.focalaudit.evaluation;

/**
 * What the checks of one band of an image found.
 *
 * @param maxRelativeDifference largest difference between the kernel and the second opinion, over
 *     the sums of the band, relative to the second opinion; NaN where there was none
 * @param baseLoss loss sum of the band as stored, in double precision
 * @param perturbedLoss loss sum of the band with every score moved by half a unit in its last place
 */
public record BandCheck(double maxRelativeDifference, double baseLoss, double perturbedLoss) {}
