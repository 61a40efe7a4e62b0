/**
 * Hadoop file systems: ranged reads, listings, atomic writes, locks, the run directory.
 *
 * <p>May import of this project: {@code setting}.
 */
@NullMarked
package io.github.focalaudit.storage;

import org.jspecify.annotations.NullMarked;
