package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.evaluation.audit.ImageIssues.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Counts finished components and keeps those with the highest scores. Adding and merging are free
 * of order. Not thread-safe.
 */
final class ComponentTally {
  private static final Comparator<SuspectComponent> HIGHEST_FIRST =
      Comparator.comparingDouble(SuspectComponent::score)
          .reversed()
          .thenComparing(SuspectComponent::plane)
          .thenComparing(SuspectComponent::top)
          .thenComparing(SuspectComponent::left)
          .thenComparing(SuspectComponent::given)
          .thenComparing(SuspectComponent::suggested)
          .thenComparing(SuspectComponent::bottom)
          .thenComparing(SuspectComponent::right)
          .thenComparing(SuspectComponent::area)
          .thenComparing(SuspectComponent::probability);

  private static final int COMPONENT_BYTES = 12;

  private final LabelModel model;
  private final int keep;
  private final Map<Long, long[]> pairs = new TreeMap<>();

  /** The one to drop first is at the head. */
  private final PriorityQueue<Kept> kept =
      new PriorityQueue<>(Comparator.comparing(Kept::component, HIGHEST_FIRST.reversed()));

  private long count;

  private record Kept(SuspectComponent component, SuspectSums sums) {}

  /**
   * @param keep most components that are kept, at least 1
   */
  ComponentTally(LabelModel model, int keep) {
    this.model = model;
    this.keep = keep;
  }

  /** Adds a component, all of whose pixels are in the sums. */
  void add(SuspectSums sums) {
    count++;
    long[] ofPair = pair((long) sums.given << Integer.SIZE | sums.suggested);
    ofPair[0] += sums.area();
    ofPair[1]++;
    keep(new Kept(sums.component(model), sums));
  }

  private long[] pair(long key) {
    return pairs.computeIfAbsent(key, absent -> new long[2]);
  }

  private void keep(Kept added) {
    kept.add(added);
    if (kept.size() > keep) {
      kept.remove();
    }
  }

  /** Adds the components of another tally. */
  void merge(ComponentTally other) {
    count += other.count;
    other.pairs.forEach(
        (key, counts) -> {
          long[] ofPair = pair(key);
          ofPair[0] += counts[0];
          ofPair[1] += counts[1];
        });
    other.kept.forEach(this::keep);
  }

  ImageIssues issues(long validPixels, long suspectPixels) {
    List<SuspectComponent> components =
        kept.stream().map(Kept::component).sorted(HIGHEST_FIRST).toList();
    List<Pair> byClass = new ArrayList<>();
    pairs.forEach(
        (key, counts) ->
            byClass.add(
                new Pair((int) (key >> Integer.SIZE), key.intValue(), counts[0], counts[1])));
    return new ImageIssues(
        validPixels,
        suspectPixels,
        components.isEmpty() ? 0 : components.get(0).score(),
        count,
        components,
        byClass);
  }

  void write(ByteWriter out) {
    out.writeNumber(count);
    out.writeNumber(pairs.size());
    pairs.forEach(
        (key, counts) -> {
          out.writeNumber(key);
          out.writeNumbers(counts);
        });
    out.writeNumber(kept.size());
    kept.forEach(component -> component.sums().write(out));
  }

  static ComponentTally read(LabelModel model, int keep, ByteReader in) {
    ComponentTally read = new ComponentTally(model, keep);
    read.count = in.readNumber("components");
    int pairs = in.readCount("pairs of classes", 4);
    for (int i = 0; i < pairs; i++) {
      read.pairs.put(in.readNumber("pair of classes"), in.readNumbers("counts of a pair", 2));
    }
    int components = in.readCount("kept components", COMPONENT_BYTES);
    for (int i = 0; i < components; i++) {
      SuspectSums sums = SuspectSums.read(model.classes(), in);
      read.keep(new Kept(sums.component(model), sums));
    }
    return read;
  }
}
