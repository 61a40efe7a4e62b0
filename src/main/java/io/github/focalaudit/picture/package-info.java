/**
 * Pictures of an image's labels, predictions and losses, drawn and encoded without a toolkit.
 *
 * <p>May import of this project: nothing.
 */
@NullMarked
package io.github.focalaudit.picture;

import org.jspecify.annotations.NullMarked;
