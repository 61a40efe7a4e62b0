package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.PairLimits;
import io.github.focalaudit.evaluation.SliceKey;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run is judged by. Immutable.
 *
 * @param file where it was read from, for messages
 * @param inconclusiveWarns whether a rule without a decision is a warning; else the verdict is
 *     inconclusive
 * @param replicates of the bootstrap
 * @param crossCheckRequired whether a run whose cross-check was skipped fails
 * @param pairLimits how much has to be paired for a change to be decided
 * @param cluster slice column whose values are the clusters; null for the image
 * @param rules in the order of the file
 */
public record Gate(
    String file,
    boolean inconclusiveWarns,
    int replicates,
    boolean crossCheckRequired,
    PairLimits pairLimits,
    @Nullable String cluster,
    List<Rule> rules) {
  /** Version of the file format. */
  public static final int VERSION = 1;

  /** Replicates of the bootstrap where nothing else is said. */
  public static final int DEFAULT_REPLICATES = 2000;

  /** The fewest replicates: under 200 there is no quantile of 97.5 % to speak of. */
  public static final int MIN_REPLICATES = 200;

  /** The most replicates. */
  public static final int MAX_REPLICATES = 100_000;

  /** One-sided confidence where nothing else is said: two ends of it make a 95 % interval. */
  public static final double DEFAULT_CONFIDENCE = 0.975;

  public Gate {
    rules = List.copyOf(rules);
  }

  /** Sets of slice columns of which a rule names every value, each once. */
  public List<List<String>> patternColumns() {
    return slices().filter(SliceKey::isPattern).map(SliceKey::columns).distinct().toList();
  }

  /** Sets of slice columns that rules are about, each once. */
  public List<List<String>> sliceColumns() {
    return slices().map(SliceKey::columns).distinct().toList();
  }

  private Stream<SliceKey> slices() {
    return rules.stream().map(rule -> rule.metric().slice()).filter(Objects::nonNull);
  }
}
