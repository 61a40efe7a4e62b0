package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is suspected of the labels in a unit of an image. Components that cannot touch another unit
 * are counted; of the others the sums and the runs of pixels at the ends of the unit are kept until
 * all units are merged. Not thread-safe.
 */
public final class IssueState {
  private static final int VERSION = 1;
  private static final int SUMS_BYTES = 12;
  private static final int EDGE_BYTES = 4;

  private final long firstPixel;
  private final int height;
  private final long validPixels;
  private final long suspectPixels;
  private final ComponentTally tally;
  private final List<SuspectSums> open;
  private final List<Edge> edges;

  /**
   * A run of pixels of an open component near an end of the unit.
   *
   * @param row counted over all planes
   * @param from first column
   * @param to behind the last column
   * @param component place of the component among the open ones
   */
  record Edge(int row, int from, int to, int component) {}

  IssueState(
      long firstPixel,
      int height,
      long validPixels,
      long suspectPixels,
      ComponentTally tally,
      List<SuspectSums> open,
      List<Edge> edges) {
    this.firstPixel = firstPixel;
    this.height = height;
    this.validPixels = validPixels;
    this.suspectPixels = suspectPixels;
    this.tally = tally;
    this.open = open;
    this.edges = edges;
  }

  /**
   * What is suspected of an image.
   *
   * @param units the states of all its units, in any order; they cannot be used afterwards
   * @param model what labels were judged by
   * @param keep most components that are kept
   */
  public static ImageIssues issues(List<IssueState> units, LabelModel model, int keep) {
    List<IssueState> sorted = new ArrayList<>(units);
    sorted.sort(Comparator.comparingLong(state -> state.firstPixel));
    ComponentTally all = new ComponentTally(model, keep);
    List<SuspectSums> components = new ArrayList<>();
    TreeMap<Integer, List<Edge>> rows = new TreeMap<>();
    long valid = 0;
    long suspect = 0;
    for (IssueState unit : sorted) {
      int before = components.size();
      components.addAll(unit.open);
      for (Edge edge : unit.edges) {
        rows.computeIfAbsent(edge.row(), row -> new ArrayList<>())
            .add(new Edge(edge.row(), edge.from(), edge.to(), before + edge.component()));
      }
      all.merge(unit.tally);
      valid += unit.validPixels;
      suspect += unit.suspectPixels;
    }
    if (!components.isEmpty()) {
      new Joined(components).join(rows, sorted.get(0).height).forEach(all::add);
    }
    return all.issues(valid, suspect);
  }

  /** The open components of all units of an image, joined where they touch. */
  private static final class Joined {
    private final List<SuspectSums> components;
    private final int[] parents;

    Joined(List<SuspectSums> components) {
      this.components = components;
      parents = new int[components.size()];
      for (int i = 0; i < parents.length; i++) {
        parents[i] = i;
      }
    }

    /** Joins by the runs of each row, from left to right, and returns what is left. */
    List<SuspectSums> join(TreeMap<Integer, List<Edge>> rows, int height) {
      for (Map.Entry<Integer, List<Edge>> row : rows.entrySet()) {
        List<Edge> current = row.getValue();
        for (int i = 1; i < current.size(); i++) {
          if (current.get(i - 1).to() == current.get(i).from()) {
            union(current.get(i - 1), current.get(i));
          }
        }
        List<Edge> above = rows.get(row.getKey() - 1);
        if (above != null && row.getKey() % height != 0) {
          touching(above, current);
        }
      }
      List<SuspectSums> roots = new ArrayList<>();
      for (int i = 0; i < parents.length; i++) {
        if (parents[i] == i) {
          roots.add(components.get(i));
        }
      }
      return roots;
    }

    private void touching(List<Edge> above, List<Edge> current) {
      int first = 0;
      for (Edge run : current) {
        while (first < above.size() && above.get(first).to() < run.from()) {
          first++;
        }
        for (int i = first; i < above.size() && above.get(i).from() <= run.to(); i++) {
          union(above.get(i), run);
        }
      }
    }

    private void union(Edge a, Edge b) {
      int root = root(a.component());
      int child = root(b.component());
      if (root != child && components.get(root).sameClasses(components.get(child))) {
        parents[child] = root;
        components.get(root).merge(components.get(child));
      }
    }

    private int root(int component) {
      int root = component;
      while (parents[root] != root) {
        parents[root] = parents[parents[root]];
        root = parents[root];
      }
      return root;
    }
  }

  /** The versioned bytes. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(firstPixel);
    out.writeNumber(height);
    out.writeNumber(validPixels);
    out.writeNumber(suspectPixels);
    tally.write(out);
    out.writeNumber(open.size());
    open.forEach(sums -> sums.write(out));
    out.writeNumber(edges.size());
    for (Edge edge : edges) {
      out.writeNumber(edge.row());
      out.writeNumber(edge.from());
      out.writeNumber(edge.to());
      out.writeNumber(edge.component());
    }
    return out.toBytes();
  }

  /**
   * Reads the versioned bytes.
   *
   * @param model what labels were judged by
   * @param keep most components that are kept
   * @throws IllegalArgumentException where they are not of a known version, or damaged
   */
  public static IssueState fromBytes(LabelModel model, int keep, byte[] bytes) {
    ByteReader in = new ByteReader("label issues of a unit", VERSION, bytes);
    long firstPixel = in.readNumber("first pixel");
    int height = in.readIndex("height", Integer.MAX_VALUE);
    long valid = in.readNumber("valid pixels");
    long suspect = in.readNumber("suspected pixels");
    ComponentTally tally = ComponentTally.read(model, keep, in);
    int count = in.readCount("open components", SUMS_BYTES);
    List<SuspectSums> open = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      open.add(SuspectSums.read(model.classes(), in));
    }
    int edgeCount = in.readCount("runs at the ends", EDGE_BYTES);
    List<Edge> edges = new ArrayList<>(edgeCount);
    for (int i = 0; i < edgeCount; i++) {
      edges.add(
          new Edge(
              in.readIndex("row", Integer.MAX_VALUE),
              in.readIndex("first column", Integer.MAX_VALUE),
              in.readIndex("end column", Integer.MAX_VALUE),
              in.readIndex("component", count)));
    }
    in.end();
    return new IssueState(firstPixel, height, valid, suspect, tally, open, edges);
  }
}
