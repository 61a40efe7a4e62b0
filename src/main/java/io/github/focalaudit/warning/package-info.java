/**
 * Warnings: what a user should know beside a run's number, with stable codes.
 *
 * <p>May import of this project: nothing.
 */
@NullMarked
package io.github.focalaudit.warning;

import org.jspecify.annotations.NullMarked;
