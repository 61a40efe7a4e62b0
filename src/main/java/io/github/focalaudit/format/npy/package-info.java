/**
 * NumPy arrays and archives.
 *
 * <p>May import of this project: {@code storage}.
 */
@NullMarked
package io.github.focalaudit.format.npy;

import org.jspecify.annotations.NullMarked;
