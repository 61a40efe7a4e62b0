/**
 * The public Java API.
 *
 * <p>May import of this project: all but {@code cli}.
 */
@NullMarked
package io.github.focalaudit.api;

import org.jspecify.annotations.NullMarked;
