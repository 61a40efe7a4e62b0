/**
 * The only distributed code: action, partitions, aggregation, table sinks.
 *
 * <p>May import of this project: {@code storage}, {@code dataset}, {@code plan}, {@code kernel},
 * {@code sum}, {@code evaluation}.
 */
@NullMarked
package io.github.focalaudit.spark;

import org.jspecify.annotations.NullMarked;
