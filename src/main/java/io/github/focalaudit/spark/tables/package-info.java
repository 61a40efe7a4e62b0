/**
 * Writes and reads the tables of a run.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code dataset}, {@code plan},
 * {@code kernel}, {@code sum}, {@code picture}, {@code document}, {@code evaluation}, {@code
 * comparison}.
 */
@NullMarked
package io.github.focalaudit.spark.tables;

import org.jspecify.annotations.NullMarked;
