/**
 * Exact, order-free accumulation.
 *
 * <p>May import of this project: {@code codec}.
 */
@NullMarked
package io.github.focalaudit.sum;

import org.jspecify.annotations.NullMarked;
