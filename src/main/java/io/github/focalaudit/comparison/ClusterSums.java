package io.github.focalaudit.comparison;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One row of sums a cluster, for the images that both runs have: everything that the comparison of
 * two runs needs. For each component the row holds numerator and denominator of the baseline, then
 * of the candidate: {@code [components][4]}.
 *
 * <p>Clusters are sorted by id, so that every sum over them has one order. Immutable; the arrays
 * are not copied.
 */
public final class ClusterSums {
  /** Numbers a component: numerator and denominator of the baseline, then of the candidate. */
  public static final int WIDTH = 4;

  private static final int VERSION = 2;

  private final String[] ids;
  private final long[] hashes;
  private final double[][] columns;

  private ClusterSums(String[] ids, double[][] columns) {
    this.ids = ids;
    this.columns = columns;
    hashes = new long[ids.length];
    for (int k = 0; k < ids.length; k++) {
      hashes[k] = PoissonWeights.hash(ids[k]);
    }
  }

  /**
   * The sums of some clusters.
   *
   * @param rows by cluster id, each [components * 4]
   * @param components how many
   * @throws IllegalArgumentException where a row has another length
   */
  public static ClusterSums of(Map<String, double[]> rows, int components) {
    TreeMap<String, double[]> sorted = new TreeMap<>(rows);
    String[] ids = sorted.keySet().toArray(String[]::new);
    double[][] columns = new double[components * WIDTH][ids.length];
    for (int k = 0; k < ids.length; k++) {
      double[] row = sorted.get(ids[k]);
      if (row == null || row.length != columns.length) {
        throw new IllegalArgumentException(
            "sums of cluster " + ids[k] + ": expected " + columns.length + " numbers");
      }
      for (int i = 0; i < row.length; i++) {
        columns[i][k] = row[i];
      }
    }
    return new ClusterSums(ids, columns);
  }

  /** Number of clusters. */
  public int size() {
    return ids.length;
  }

  /** Number of components. */
  public int components() {
    return columns.length / WIDTH;
  }

  /** Ids, sorted. */
  public List<String> ids() {
    return List.of(ids);
  }

  /** The number of a cluster: 0 to 3 for the four of a component. */
  public double value(int component, int which, int cluster) {
    return columns[component * WIDTH + which][cluster];
  }

  long hash(int cluster) {
    return hashes[cluster];
  }

  double[] column(int component, int which) {
    return columns[component * WIDTH + which];
  }

  /** Whether the runs have the same sums in every cluster, for some components. */
  boolean identical(Collection<Integer> components) {
    for (int component : components) {
      for (int k = 0; k < ids.length; k++) {
        if (value(component, 0, k) != value(component, 2, k)
            || value(component, 1, k) != value(component, 3, k)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The sums as CSV, for a second opinion: a row a cluster, four columns a component.
   *
   * @param componentNames one a component
   */
  public String toCsv(List<String> componentNames) {
    StringBuilder csv = new StringBuilder("cluster");
    for (String name : componentNames) {
      for (String part : List.of("nA", "dA", "nB", "dB")) {
        csv.append(',').append(quoted(name + " " + part));
      }
    }
    for (int k = 0; k < ids.length; k++) {
      csv.append('\n').append(quoted(ids[k]));
      for (double[] column : columns) {
        csv.append(',').append(column[k]);
      }
    }
    return csv.append('\n').toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** The versioned form. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeTexts(ids());
    out.writeNumber(columns.length);
    for (double[] column : columns) {
      out.writeDoubles(column);
    }
    return out.toBytes();
  }

  /**
   * Reads the versioned form.
   *
   * @throws IllegalArgumentException where the bytes are not one
   */
  public static ClusterSums fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader("cluster sums", VERSION, bytes);
    String[] ids = in.readTexts("cluster ids").toArray(String[]::new);
    double[][] columns = new double[in.readCount("columns", 1)][];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = in.readDoubles("column", ids.length);
    }
    in.end();
    return new ClusterSums(ids, columns);
  }
}
