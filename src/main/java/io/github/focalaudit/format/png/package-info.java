/**
 * PNG label pictures.
 *
 * <p>May import of this project: {@code storage}.
 */
@NullMarked
package io.github.focalaudit.format.png;

import org.jspecify.annotations.NullMarked;
