/**
 * Judges metrics by rules, baseline and history: the verdict and the trend.
 *
 * <p>May import of this project: {@code comparison}, {@code document}, {@code evaluation}, {@code
 * sum}, {@code storage}, {@code yaml}, {@code warning}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.gate;

import org.jspecify.annotations.NullMarked;
