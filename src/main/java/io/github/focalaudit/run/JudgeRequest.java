package io.github.focalaudit.run;

import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.warning.WarningCode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to judge. Immutable.
 *
 * @param candidate the run
 * @param baseline what it is compared with; null for none
 * @param gate what it is judged by; null for none
 * @param slicing slices, and the column of the clusters
 * @param replicates of the bootstrap, where no gate says
 * @param partitions of the joined tables, 0 for what the cores suggest
 * @param acceptedWarnings codes of warnings that are known
 */
public record JudgeRequest(
    StoredRun candidate,
    @Nullable StoredRun baseline,
    @Nullable Gate gate,
    SliceRequest slicing,
    int replicates,
    int partitions,
    Set<WarningCode> acceptedWarnings) {}
