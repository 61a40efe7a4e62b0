/**
 * Settings: the names of the options of the command line, for messages and commands of every
 * package. {@code cli} says which command has which.
 *
 * <p>May import of this project: nothing.
 */
@NullMarked
package io.github.focalaudit.setting;

import org.jspecify.annotations.NullMarked;
