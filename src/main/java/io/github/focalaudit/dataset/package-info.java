/**
 * What is on disk: pairing, label maps, shapes, readers of scores and masks.
 *
 * <p>May import of this project: {@code storage}.
 */
@NullMarked
package io.github.focalaudit.dataset;

import org.jspecify.annotations.NullMarked;
