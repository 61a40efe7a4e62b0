package io.github.focalaudit.gate;

import io.github.focalaudit.gate.ComparisonSimulation.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes made-up cluster sums as CSV and prints the ends that the bootstrap-t gives for them, for
 * {@code src/test/python/bootstrap_check.py}. Arguments: a folder, and the number of clusters.
 */
public final class BootstrapExport {
  private BootstrapExport() {}

  /** Writes a file for each shape. */
  public static void main(String[] arguments) throws IOException {
    int clusters = Integer.parseInt(arguments[1]);
    for (Shape shape : Shape.values()) {
      ClusterSums sums =
          ComparisonSimulation.draw(shape, clusters, 0, new SplittableRandom(clusters));
      Path file = Path.of(arguments[0], shape + "-" + clusters + ".csv");
      Files.writeString(file, sums.toCsv(List.of("loss")));
      Difference difference = difference(sums);
      System.out.println(
          file
              + " --expect "
              + difference.bootstrapLower(ComparisonSimulation.CONFIDENCE)
              + " "
              + difference.bootstrapUpper(ComparisonSimulation.CONFIDENCE));
      System.out.println(
          "# change "
              + difference.change()
              + " error "
              + difference.standardError()
              + " jackknife "
              + difference.jackknifeError()
              + " effective "
              + difference.effectiveClusters());
    }
  }

  static Difference difference(ClusterSums sums) {
    double[][] rows = Replicates.local(sums, List.of(new int[] {0}), Gate.DEFAULT_REPLICATES);
    double[] column = new double[rows.length];
    for (int r = 0; r < column.length; r++) {
      column[r] = rows[r][0];
    }
    return Difference.of(sums, new int[] {0}, column);
  }
}
