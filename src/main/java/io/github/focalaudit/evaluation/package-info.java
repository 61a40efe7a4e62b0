/**
 * One image scored, states merged, metrics finished.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code dataset}, {@code kernel},
 * {@code sum}, {@code codec}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.evaluation;

import org.jspecify.annotations.NullMarked;
