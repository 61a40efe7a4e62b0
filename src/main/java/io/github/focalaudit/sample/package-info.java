/**
 * Made-up datasets with known properties: seeded scenes, scores of a plausible model, planted label
 * errors and bad files.
 *
 * <p>The same settings give the same bytes on every machine: no value depends on {@code Math}
 * functions that may differ by platform, on time or on the order of a directory.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code dataset}, {@code setting}.
 */
@NullMarked
package io.github.focalaudit.sample;

import org.jspecify.annotations.NullMarked;
