package io.github.focalaudit.evaluation.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins runs of suspected pixels to components, row by row, by union-find: runs of the same two
 * classes that touch, diagonally too, belong together. Holds two rows of runs, their components,
 * and those that may go on in another unit of the image; a component that cannot grow any more is
 * counted. Used by one thread, for one unit of an image.
 */
final class ComponentLabeler {
  private static final class Component {
    Component parent = this;
    final SuspectSums sums;
    int lastRow;
    boolean edge;
    boolean closed;
    int place;

    Component(SuspectSums sums) {
      this.sums = sums;
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
  }

  /** Pixels from, included, to, excluded, of one row; rows are counted over all planes. */
  private record Run(int row, int from, int to, Component component) {}

  private final int height;
  private final int width;
  private final long headEnd;
  private final long tailStart;
  private final ComponentTally tally;
  private final List<SuspectSums> open = new ArrayList<>();
  private final List<Run> edges = new ArrayList<>();
  private List<Run> above = new ArrayList<>();
  private List<Run> current = new ArrayList<>();
  private int firstCandidate;
  private int row = -1;

  /**
   * @param tally takes the components that cannot grow any more
   * @param height rows of a plane
   * @param width pixels of a row
   * @param headEnd pixels below may touch those of a unit before this one
   * @param tailStart pixels from there on may touch those of a unit behind this one
   */
  ComponentLabeler(ComponentTally tally, int height, int width, long headEnd, long tailStart) {
    this.tally = tally;
    this.height = height;
    this.width = width;
    this.headEnd = headEnd;
    this.tailStart = tailStart;
  }

  /**
   * Starts a row; rows come in order, every one.
   *
   * @param next counted over all planes
   */
  void startRow(int next) {
    boolean newPlane = row < 0 || next / height != row / height;
    close(above, newPlane ? next : row);
    if (newPlane) {
      close(current, next);
      current.clear();
    }
    List<Run> finished = current;
    current = above;
    current.clear();
    above = finished;
    row = next;
    firstCandidate = 0;
  }

  /** Closes components without a run in some row or behind it. */
  private void close(List<Run> runs, int withoutRow) {
    for (Run run : runs) {
      Component root = run.component().root();
      if (root.lastRow < withoutRow && !root.closed) {
        root.closed = true;
        if (root.edge) {
          root.place = open.size();
          open.add(root.sums);
        } else {
          tally.add(root.sums);
        }
      }
    }
  }

  /**
   * Adds a run of the row; runs of a row come from left to right.
   *
   * @param run its sums
   */
  void addRun(int from, int to, SuspectSums run) {
    Component found = null;
    while (firstCandidate < above.size() && above.get(firstCandidate).to() < from) {
      firstCandidate++;
    }
    for (int i = firstCandidate; i < above.size() && above.get(i).from() <= to; i++) {
      Component other = above.get(i).component().root();
      if (other.sums.sameClasses(run) && other != found) {
        found = found == null ? other : union(found, other);
      }
    }
    if (found == null) {
      found = new Component(run);
    } else {
      found.sums.merge(run);
    }
    found.lastRow = row;
    Run added = new Run(row, from, to, found);
    current.add(added);
    long start = (long) row * width;
    if (start + from < headEnd || start + to > tailStart) {
      found.edge = true;
      edges.add(added);
    }
  }

  private static Component union(Component root, Component child) {
    child.parent = root;
    root.sums.merge(child.sums);
    root.lastRow = Math.max(root.lastRow, child.lastRow);
    root.edge |= child.edge;
    return root;
  }

  /** The state of the unit, after the last row. */
  IssueState finish(long firstPixel, long validPixels, long suspectPixels) {
    close(above, Integer.MAX_VALUE);
    close(current, Integer.MAX_VALUE);
    List<IssueState.Edge> runs = new ArrayList<>();
    for (Run run : edges) {
      runs.add(new IssueState.Edge(run.row(), run.from(), run.to(), run.component().root().place));
    }
    return new IssueState(firstPixel, height, validPixels, suspectPixels, tally, open, runs);
  }
}
