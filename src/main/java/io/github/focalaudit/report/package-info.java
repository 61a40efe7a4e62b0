/**
 * What a run leaves for readers and machines.
 *
 * <p>May import of this project: {@code dataset}, {@code document}, {@code evaluation}, {@code
 * comparison}, {@code gate}, {@code picture}, {@code storage}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.report;

import org.jspecify.annotations.NullMarked;
