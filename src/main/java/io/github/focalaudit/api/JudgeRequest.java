package io.github.focalaudit.api;

import io.github.focalaudit.gate.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to judge. Immutable.
 *
 * @param candidate the run
 * @param baseline what it is compared with; null for none
 * @param gate what it is judged by; null for none
 * @param cluster slice column whose values are the clusters; null for the image
 * @param sliceColumns sets of columns that slice the images
 * @param sliceMinImages slices with fewer images are not judged
 * @param replicates of the bootstrap, where no gate says
 * @param partitions of the joined tables, 0 for what the cores suggest
 */
public record JudgeRequest(
    StoredRun candidate,
    @Nullable StoredRun baseline,
    @Nullable Gate gate,
    @Nullable String cluster,
    List<List<String>> sliceColumns,
    long sliceMinImages,
    int replicates,
    int partitions) {

  public JudgeRequest {
    sliceColumns = List.copyOf(sliceColumns);
  }
}
