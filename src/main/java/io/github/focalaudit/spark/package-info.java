/**
 * All use of Spark's RDDs: planning and merging on the driver, scoring in tasks.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code dataset}, {@code plan},
 * {@code kernel}, {@code sum}, {@code codec}, {@code picture}, {@code document}, {@code
 * evaluation}, {@code comparison}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.spark;

import org.jspecify.annotations.NullMarked;
