package io.github.focalaudit.evaluation.audit;

import java.util.List;

/**
 * A group of images; low and high are the interval of the ratio.
 *
 * @param attributes what its images have in common, readable
 * @param ratio loss share over image share
 */
public record ProblemSlice(
    List<String> attributes,
    long images,
    double imageShare,
    double lossShare,
    double ratio,
    double low,
    double high) {}
