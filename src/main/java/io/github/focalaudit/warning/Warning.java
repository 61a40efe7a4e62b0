package io.github.focalaudit.warning;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that a user should know beside a run's number. Immutable.
 *
 * @param code what kind it is
 * @param text one sentence
 */
public record Warning(WarningCode code, String text) {
  /** The code and the sentence, as documents and terminals show them. */
  public String line() {
    return code + ": " + text;
  }

  /** The lines of the warnings whose code is not accepted. */
  public static List<String> lines(Collection<Warning> warnings, Set<WarningCode> accepted) {
    return warnings.stream()
        .filter(warning -> !accepted.contains(warning.code()))
        .map(Warning::line)
        .toList();
  }

  /** How many warnings there are by code. */
  public static SortedMap<String, Long> counts(Collection<Warning> warnings) {
    SortedMap<String, Long> counts = new TreeMap<>();
    warnings.forEach(warning -> counts.merge(warning.code().name(), 1L, Long::sum));
    return Collections.unmodifiableSortedMap(counts);
  }
}
