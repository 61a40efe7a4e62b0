/**
 * Turns the arguments of {@code submit/focal-audit} into the command that starts Spark.
 *
 * <p>May import of this project: {@code document}.
 */
@NullMarked
package io.github.focalaudit.launch;

import org.jspecify.annotations.NullMarked;
