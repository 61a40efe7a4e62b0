package io.github.focalaudit.report;

import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.evaluation.LossSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The loss of a run under other settings for a person at a terminal. Stateless. */
public final class WhatIfText {
  private WhatIfText() {}

  /** The lines, without line ends. The means have all their digits. */
  public static List<String> lines(WhatIfDocument answer) {
    WhatIfDocument.Loss before = answer.before();
    WhatIfDocument.Loss after = answer.loss();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("run      " + answer.run());
    if (before != null) {
      lines.add("before   " + settings(before) + ", all classes");
    }
    lines.add(
        "after    "
            + settings(after)
            + ", classes "
            + answer.classes().stream()
                .map(WhatIfDocument.ClassLoss::name)
                .collect(Collectors.joining(", ")));
    lines.add("");
    TextTable table = new TextTable(1).row("", "before", "after", "difference");
    row(table, "focal loss", before == null ? null : before.mean(), after.mean());
    row(
        table,
        "mean of image means",
        before == null ? null : before.imageMean(),
        after.imageMean());
    for (WhatIfDocument.ClassLoss one : answer.classes()) {
      Double own = one.before();
      row(table, one.name(), own == null || own.isNaN() ? null : own, one.lossMean());
    }
    lines.addAll(table.lines());
    return lines;
  }

  private static void row(
      TextTable table, String name, @Nullable Double before, @Nullable Double after) {
    table.row(
        name,
        before == null ? "-" : Double.toString(before),
        after == null ? "-" : Double.toString(after),
        before == null || after == null ? "-" : difference(after - before));
  }

  private static String difference(double value) {
    return (value > 0 ? "+" : "") + TextNumbers.significant(value);
  }

  private static String settings(WhatIfDocument.Loss loss) {
    return String.format(
        Locale.ROOT,
        "%s, %s, gamma %s, alpha %s%s, over %s",
        loss.preset().label(),
        LossSettings.label(loss.activation()),
        TextNumbers.given(loss.gamma()),
        loss.alpha().isEmpty() ? "none" : list(loss.alpha()),
        loss.classWeights().isEmpty() ? "" : ", class weights " + list(loss.classWeights()),
        loss.normalizer().label());
  }

  private static String list(List<Double> values) {
    return values.stream().map(TextNumbers::given).collect(Collectors.joining(","));
  }
}
