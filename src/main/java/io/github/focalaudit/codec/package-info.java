/**
 * The byte forms in which states and plans cross the network: one writer and one reader of fields.
 * A package of its own, because {@code dataset} and {@code sum}, which import nothing of each
 * other, both need it.
 *
 * <p>May import of this project: nothing.
 */
@NullMarked
package io.github.focalaudit.codec;

import org.jspecify.annotations.NullMarked;
