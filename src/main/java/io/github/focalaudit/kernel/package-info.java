/**
 * Pixels to per-class sums, on one thread; knows no Spark and no files.
 *
 * <p>May import of this project: nothing.
 */
@NullMarked
package io.github.focalaudit.kernel;

import org.jspecify.annotations.NullMarked;
