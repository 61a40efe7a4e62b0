/**
 * Metrics against rules, baseline and history: the verdict.
 *
 * <p>May import of this project: {@code evaluation}, {@code sum}, {@code storage}.
 */
@NullMarked
package io.github.focalaudit.gate;

import org.jspecify.annotations.NullMarked;
