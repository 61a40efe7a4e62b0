/**
 * Strict YAML: one document as nodes that know their line and their key, for gate and config files.
 *
 * <p>May import of this project: {@code storage}.
 */
@NullMarked
package io.github.focalaudit.yaml;

import org.jspecify.annotations.NullMarked;
