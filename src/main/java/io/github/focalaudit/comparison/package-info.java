/**
 * Compares two runs: pairing, statistics, intervals, and which classes, slices and images
 * contribute to the change.
 *
 * <p>May import of this project: {@code document}, {@code evaluation}, {@code kernel}, {@code sum},
 * {@code codec}, {@code storage}, {@code warning}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.comparison;

import org.jspecify.annotations.NullMarked;
