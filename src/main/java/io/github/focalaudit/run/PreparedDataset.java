package io.github.focalaudit.run;

import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.ScoreOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataset whose files are paired and whose classes are known; no pixel was read.
 *
 * @param listing images and refused inputs
 * @param classes number of classes
 * @param classNames one for each class
 * @param scores how score files are read
 * @param labels how masks are read
 * @param loss the loss, its dropped classes known
 * @param labelMap the entries of the label map; null for none
 */
public record PreparedDataset(
    DatasetListing listing,
    int classes,
    List<String> classNames,
    ScoreOptions scores,
    LabelOptions labels,
    LossSettings loss,
    @Nullable String labelMap) {}
