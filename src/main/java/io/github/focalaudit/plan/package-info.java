/**
 * Images to work units to partitions of nearly equal cost; deterministic.
 *
 * <p>May import of this project: {@code dataset}, {@code format}, {@code codec}.
 */
@NullMarked
package io.github.focalaudit.plan;

import org.jspecify.annotations.NullMarked;
