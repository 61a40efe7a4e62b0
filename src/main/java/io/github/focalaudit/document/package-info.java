/**
 * What a run leaves behind as data: records written to and read from JSON.
 *
 * <p>May import of this project: {@code evaluation}, {@code kernel}, {@code sum}, {@code storage},
 * {@code warning}.
 */
@NullMarked
package io.github.focalaudit.document;

import org.jspecify.annotations.NullMarked;
