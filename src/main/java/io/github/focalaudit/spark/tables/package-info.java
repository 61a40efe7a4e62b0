/**
 * Writes and reads the tables of a run.
 *
 * <p>Imports what its parent package may import.
 */
@NullMarked
package io.github.focalaudit.spark.tables;

import org.jspecify.annotations.NullMarked;
