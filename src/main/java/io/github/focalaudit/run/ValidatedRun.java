package io.github.focalaudit.run;

import io.github.focalaudit.document.AuditDocument.Refused;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.gate.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A validation run that got to its end, whatever its verdict. Immutable.
 *
 * @param summary its numbers, those of {@code summary.json}
 * @param directory the run directory, resolved
 * @param worst the images with the highest loss means, at most five
 * @param refused the first refused inputs, at most five
 * @param verdict pass, fail, inconclusive or error, that of {@code verdict.json}
 * @param change the comparison with the baseline; null without one
 * @param report path of the report for people; null where none was asked for
 */
public record ValidatedRun(
    RunSummary summary,
    String directory,
    List<WorstImage> worst,
    List<Refused> refused,
    Verdict verdict,
    @Nullable ComparisonDocument change,
    @Nullable String report) {

  public ValidatedRun {
    worst = List.copyOf(worst);
    refused = List.copyOf(refused);
  }
}
