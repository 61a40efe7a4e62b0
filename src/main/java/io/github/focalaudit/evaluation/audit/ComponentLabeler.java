package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.evaluation.audit.ImageIssues.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Joins runs of suspected pixels to components, row by row, by union-find: runs of the same two
 * classes that touch, diagonally too, belong together. Holds two rows of runs and one entry a
 * component. Used by one thread, for one image.
 */
final class ComponentLabeler {
  private static final Comparator<SuspectComponent> HIGHEST_FIRST =
      Comparator.comparingDouble(SuspectComponent::score)
          .reversed()
          .thenComparing(SuspectComponent::plane)
          .thenComparing(SuspectComponent::top)
          .thenComparing(SuspectComponent::left)
          .thenComparing(SuspectComponent::given)
          .thenComparing(SuspectComponent::suggested);

  private static final class Component {
    Component parent = this;
    final int given;
    final int suggested;
    final int plane;
    final int top;
    int left;
    int right;
    int bottom;
    long area;
    double evidence;
    double weight;
    double probability;

    Component(int given, int suggested, int plane, int top, int left) {
      this.given = given;
      this.suggested = suggested;
      this.plane = plane;
      this.top = top;
      this.left = left;
    }

    Component root() {
      Component root = this;
      while (root.parent != root) {
        root = root.parent;
      }
      for (Component node = this; node.parent != root; ) {
        Component next = node.parent;
        node.parent = root;
        node = next;
      }
      return root;
    }

    void add(int from, int to, int row, double... added) {
      left = Math.min(left, from);
      right = Math.max(right, to - 1);
      bottom = Math.max(bottom, row);
      area += to - from;
      evidence += added[0];
      weight += added[1];
      probability += added[2];
    }

    /** The evidence grows with the root of the area: neighbours mostly say the same again. */
    double score(LabelModel model) {
      return model.surprise(given, suggested) * evidence / Math.sqrt(weight);
    }
  }

  /** Pixels from, included, to, excluded, of one row. */
  private record Run(int from, int to, Component component) {}

  private final LabelModel model;
  private final List<Component> all = new ArrayList<>();
  private List<Run> above = new ArrayList<>();
  private List<Run> current = new ArrayList<>();
  private int firstCandidate;
  private int plane = -1;
  private int row = -1;

  ComponentLabeler(LabelModel model) {
    this.model = model;
  }

  /** Starts a row; rows of a plane come in order, every one. */
  void startRow(int ofPlane, int rowInPlane) {
    List<Run> finished = current;
    current = above;
    current.clear();
    above = finished;
    if (ofPlane != plane) {
      above.clear();
    }
    plane = ofPlane;
    row = rowInPlane;
    firstCandidate = 0;
  }

  /**
   * Adds a run of the row; runs of a row come from left to right.
   *
   * @param evidence sum over its pixels of weighted evidence
   * @param weight sum of the weights
   * @param probability sum of the probabilities of the suggested class
   */
  void addRun(
      int from,
      int to,
      int given,
      int suggested,
      double evidence,
      double weight,
      double probability) {
    Component found = null;
    while (firstCandidate < above.size() && above.get(firstCandidate).to() < from) {
      firstCandidate++;
    }
    for (int i = firstCandidate; i < above.size() && above.get(i).from() <= to; i++) {
      Component other = above.get(i).component().root();
      if (other.given == given && other.suggested == suggested && other != found) {
        found = found == null ? other : union(found, other);
      }
    }
    if (found == null) {
      found = new Component(given, suggested, plane, row, from);
      all.add(found);
    }
    found.add(from, to, row, evidence, weight, probability);
    current.add(new Run(from, to, found));
  }

  /** The older of two components takes the other in. */
  private static Component union(Component a, Component b) {
    Component root = a.top <= b.top ? a : b;
    Component child = root == a ? b : a;
    child.parent = root;
    root.left = Math.min(root.left, child.left);
    root.right = Math.max(root.right, child.right);
    root.bottom = Math.max(root.bottom, child.bottom);
    root.area += child.area;
    root.evidence += child.evidence;
    root.weight += child.weight;
    root.probability += child.probability;
    return root;
  }

  ImageIssues issues(long validPixels, long suspectPixels, int keep) {
    List<SuspectComponent> components = new ArrayList<>();
    Map<Long, long[]> pairs = new TreeMap<>();
    for (Component component : all) {
      if (component.parent != component) {
        continue;
      }
      long key = (long) component.given << Integer.SIZE | component.suggested;
      long[] counts = pairs.computeIfAbsent(key, absent -> new long[2]);
      counts[0] += component.area;
      counts[1]++;
      components.add(
          new SuspectComponent(
              component.given,
              component.suggested,
              component.area,
              component.score(model),
              component.probability / component.area,
              component.plane,
              component.top,
              component.left,
              component.bottom,
              component.right));
    }
    components.sort(HIGHEST_FIRST);
    List<Pair> byClass = new ArrayList<>();
    pairs.forEach(
        (key, counts) ->
            byClass.add(
                new Pair((int) (key >> Integer.SIZE), key.intValue(), counts[0], counts[1])));
    return new ImageIssues(
        validPixels,
        suspectPixels,
        components.isEmpty() ? 0 : components.get(0).score(),
        components.size(),
        List.copyOf(components.subList(0, Math.min(keep, components.size()))),
        byClass);
  }
}
