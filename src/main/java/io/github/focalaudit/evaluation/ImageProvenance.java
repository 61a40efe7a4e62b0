package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import org.jspecify.annotations.Nullable;

/**
 * Where the sums of an image in files come from. Arrays are shared, not copied: thread-safe while
 * nobody changes them.
 *
 * @param image the id, the files with their lengths, and the slice columns
 * @param spatial sizes of the spatial dimensions, outermost first
 * @param elementType stored type of the scores, such as f4
 * @param kernel name of the kernel that scored it
 * @param truthFingerprint hash of the labels as they are in the file
 * @param predictionFingerprint hash of the scores as they are in the file
 * @param looksLikeProbabilities whether under softmax or sigmoid every score lies in [0, 1], and
 *     under softmax the scores of every pixel sum to 1
 * @param check what the checks of a sampled band found; null where none was sampled
 */
public record ImageProvenance(
    ImageRef image,
    int[] spatial,
    String elementType,
    String kernel,
    long truthFingerprint,
    long predictionFingerprint,
    boolean looksLikeProbabilities,
    @Nullable BandCheck check) {}
