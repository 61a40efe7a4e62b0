/**
 * Reads manifests and metadata that are text: delimited values and JSON records. Values are text
 * exactly as written.
 *
 * <p>Imports what its parent package may import.
 */
@NullMarked
package io.github.focalaudit.dataset.records;

import org.jspecify.annotations.NullMarked;
