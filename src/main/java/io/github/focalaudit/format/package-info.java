/**
 * Reads one file: bytes to scores or labels, with shapes, element types and faults.
 *
 * <p>May import of this project: {@code storage}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.format;

import org.jspecify.annotations.NullMarked;
