/**
 * Pictures of an image's labels, predictions and losses, drawn and encoded without a toolkit.
 *
 * <p>May import of this project: {@code dataset}, {@code evaluation}, {@code gate}, {@code
 * storage}.
 */
@NullMarked
package io.github.focalaudit.report.picture;

import org.jspecify.annotations.NullMarked;
