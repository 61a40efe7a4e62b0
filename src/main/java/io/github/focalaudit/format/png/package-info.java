/**
 * PNG label pictures.
 *
 * <p>Imports what its parent package may import.
 */
@NullMarked
package io.github.focalaudit.format.png;

import org.jspecify.annotations.NullMarked;
