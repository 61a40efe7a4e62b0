/**
 * What a run leaves for readers and machines.
 *
 * <p>May import of this project: {@code dataset}, {@code evaluation}, {@code gate}, {@code
 * storage}.
 */
@NullMarked
package io.github.focalaudit.report;

import org.jspecify.annotations.NullMarked;
