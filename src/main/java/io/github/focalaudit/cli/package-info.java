/**
 * Arguments, configuration, wiring and exit codes.
 *
 * <p>May import of this project: all.
 */
@NullMarked
package io.github.focalaudit.cli;

import org.jspecify.annotations.NullMarked;
