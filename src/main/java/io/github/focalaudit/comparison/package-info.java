/**
 * Compares two runs: pairing, statistics, intervals, and what carries the change.
 *
 * <p>May import of this project: {@code document}, {@code evaluation}, {@code kernel}, {@code sum},
 * {@code codec}, {@code storage}.
 */
@NullMarked
package io.github.focalaudit.comparison;

import org.jspecify.annotations.NullMarked;
