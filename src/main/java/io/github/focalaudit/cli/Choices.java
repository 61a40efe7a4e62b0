package io.github.focalaudit.cli;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Values of options that are chosen by name from a few. Stateless. */
final class Choices {
  private Choices() {}

  /**
   * The value of a name.
   *
   * @param label the name of a value
   * @throws IllegalArgumentException where no value has the name; the message does not name the
   *     option
   */
  static <T> T named(String text, Collection<T> values, Function<T, String> label) {
    return named(text, values, label, "");
  }

  /**
   * The value of a name.
   *
   * @param others what else the option takes, for the message, with its separator before it
   */
  static <T> T named(String text, Collection<T> values, Function<T, String> label, String others) {
    return values.stream()
        .filter(value -> label.apply(value).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown value '"
                        + text
                        + "'; give one of "
                        + values.stream().map(label).collect(Collectors.joining(", "))
                        + others));
  }
}
