/**
 * NumPy arrays and archives.
 *
 * <p>Imports what its parent package may import.
 */
@NullMarked
package io.github.focalaudit.format.npy;

import org.jspecify.annotations.NullMarked;
