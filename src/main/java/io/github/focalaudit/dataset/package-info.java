/**
 * Combines many files into a dataset: pairing, manifests, label maps, metadata, class names.
 *
 * <p>May import of this project: {@code storage}, {@code format}, {@code codec}, {@code warning},
 * {@code setting}.
 */
@NullMarked
package io.github.focalaudit.dataset;

import org.jspecify.annotations.NullMarked;
