package io.github.focalaudit.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.focalaudit.Python;
import io.github.focalaudit.comparison.ComparisonSimulation.Shape;
import io.github.focalaudit.gate.Gate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bootstrap-t of the gate against one in NumPy, on random numbers of its own. */
final class BootstrapScriptTest {
  private static final String SCRIPT = "src/test/python/bootstrap_check.py";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @ParameterizedTest
  @CsvSource({
    "NORMAL, 25",
    "NORMAL, 60",
    "SKEWED, 25",
    "SKEWED, 60",
    "RARE_CLASS, 25",
    "RARE_CLASS, 60"
  })
  void agreesWithNumPyWithinMonteCarloError(Shape shape, int clusters) throws Exception {
    Python python = Python.with("numpy");
    ClusterSums sums =
        ComparisonSimulation.draw(shape, clusters, 0, new SplittableRandom(clusters));
    Path table = folder.resolve("clusters.csv");
    Files.writeString(table, sums.toCsv(List.of("loss")));
    Difference difference = difference(sums);
    double lower = difference.bootstrapLower(ComparisonSimulation.CONFIDENCE);
    double upper = difference.bootstrapUpper(ComparisonSimulation.CONFIDENCE);
    // The script itself fails where an end is more than five Monte Carlo errors away.
    Python.Result agrees = python.run(SCRIPT, table.toString(), "--expect", "" + lower, "" + upper);
    assertThat(agrees.exitCode()).as(agrees.out()).isZero();
    assertThat(BootstrapScript.number(agrees.out(), "change"))
        .isCloseTo(difference.change(), withinPercentage(1e-10));
    assertThat(BootstrapScript.number(agrees.out(), "standard error"))
        .isCloseTo(difference.standardError(), withinPercentage(1e-10));
    assertThat(BootstrapScript.number(agrees.out(), "jackknife error"))
        .isCloseTo(difference.jackknifeError(), withinPercentage(1e-10));
    double half = (upper - lower) / 2;
    Python.Result moved =
        python.run(SCRIPT, table.toString(), "--expect", "" + (lower - half), "" + upper);
    assertThat(moved.exitCode()).as(moved.out()).isEqualTo(1);
  }

  private static Difference difference(ClusterSums sums) {
    double[][] rows = Replicates.local(sums, List.of(new int[] {0}), Gate.DEFAULT_REPLICATES);
    double[] column = new double[rows.length];
    for (int r = 0; r < column.length; r++) {
      column[r] = rows[r][0];
    }
    return Difference.of(sums, new int[] {0}, column);
  }
}
