/**
 * What the pixels of a dataset say beyond the loss: calibration, how the loss spreads over pixels,
 * and which labels are probably wrong.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code dataset}, {@code kernel},
 * {@code sum}, {@code codec}.
 */
@NullMarked
package io.github.focalaudit.evaluation.audit;

import org.jspecify.annotations.NullMarked;
