package io.github.focalaudit.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * The sums of one image in memory.
 *
 * @param positive S+ as [gammas][classes]
 * @param negative S- as [gammas][classes]
 * @param lossSum loss sum of the reported gamma, in nats
 * @param lossMean lossSum over the denominator; null without valid pixels
 * @param crossEntropySum in nats
 * @param labelQuality softmin at temperature 0.1 of the probabilities of the given labels; null
 *     without valid pixels and for elements
 * @param counts integer counts by class
 */
public record ImageScore(
    double[][] positive,
    double[][] negative,
    double lossSum,
    @Nullable Double lossMean,
    double crossEntropySum,
    @Nullable Double labelQuality,
    ClassCounts counts) {}
