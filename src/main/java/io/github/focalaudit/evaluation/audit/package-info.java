/**
 * What the pixels of a dataset say beyond the loss: calibration, how the loss spreads over pixels,
 * and which labels are probably wrong.
 *
 * <p>Imports what its parent package may import.
 */
@NullMarked
package io.github.focalaudit.evaluation.audit;

import org.jspecify.annotations.NullMarked;
