package io.github.focalaudit.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is judged by. Immutable.
 *
 * @param file where it was read from, for messages
 * @param inconclusiveWarns whether a rule without a decision is a warning; else the verdict is
 *     inconclusive
 * @param replicates of the bootstrap
 * @param cluster slice column whose values are the clusters; null for the image
 * @param rules in the order of the file
 */
public record Gate(
    String file,
    boolean inconclusiveWarns,
    int replicates,
    @Nullable String cluster,
    List<Rule> rules) {
  /** Version of the file format. */
  public static final int VERSION = 1;

  /** Replicates of the bootstrap where nothing else is said. */
  public static final int DEFAULT_REPLICATES = 2000;

  /** One-sided confidence where nothing else is said: two ends of it make a 95 % interval. */
  public static final double DEFAULT_CONFIDENCE = 0.975;

  public Gate {
    rules = List.copyOf(rules);
  }

  /** Whether a rule needs a baseline. */
  public boolean needsBaseline() {
    return rules.stream().anyMatch(Rule::needsBaseline);
  }
}
