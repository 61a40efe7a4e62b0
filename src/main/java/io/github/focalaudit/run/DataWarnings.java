package io.github.focalaudit.run;

import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetMetrics.ClassMetrics;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Warnings about inputs whose meaning is probably another one. Stateless. */
final class DataWarnings {
  /** The value of void in most masks, and of the foreground in binary ones. */
  private static final int VOID = 255;

  /** The part of the loss from which on classes without pixels are worth a word. */
  private static final double SHARE_WORTH_A_WORD = 0.01;

  /** Classes that a message names. */
  private static final int NAMED_CLASSES = 10;

  private DataWarnings() {}

  /**
   * Warnings about scores.
   *
   * @param probabilities images whose scores look like probabilities
   * @param images how many were scored
   */
  static List<Warning> ofScores(LossSettings loss, long probabilities, long images) {
    if (probabilities > 0 && loss.activation() == Activation.SOFTMAX) {
      return List.of(
          new Warning(
              WarningCode.PROBABILITIES_UNDER_SOFTMAX,
              "the scores of "
                  + probabilities
                  + " images look like probabilities (in [0, 1], summing to 1), and softmax was"
                  + " applied to them again; say "
                  + Setting.ACTIVATION
                  + " none if they are"));
    }
    // Logits of a single image may lie in [0, 1] by chance, such as those of an empty one.
    if (2 * probabilities > images && loss.activation() == Activation.SIGMOID) {
      return List.of(
          new Warning(
              WarningCode.PROBABILITIES_UNDER_SIGMOID,
              "the scores of "
                  + probabilities
                  + " of "
                  + images
                  + " images look like probabilities (in [0, 1]), and sigmoid was applied to them"
                  + " again; say "
                  + Setting.ACTIVATION
                  + " none if they are"));
    }
    return List.of();
  }

  /**
   * Warnings about masks.
   *
   * @param ignored mask values that are left out
   * @param mapped whether a label map is applied before
   */
  static List<Warning> ofMasks(
      LossSettings loss,
      DatasetMetrics metrics,
      List<String> classNames,
      List<Integer> ignored,
      boolean mapped) {
    if (metrics.images() == 0) {
      return List.of();
    }
    if (metrics.validPixels() == 0) {
      return List.of(
          new Warning(
              WarningCode.NOTHING_VALID,
              "none of the "
                  + metrics.ignoredPixels()
                  + " pixels is valid: every one is ignored, by "
                  + Setting.IGNORE_INDEX
                  + " or by the label"
                  + " map"));
    }
    List<Warning> warnings = new ArrayList<>();
    if (!mapped
        && metrics.ignoredPixels() > 0
        && ignored.equals(List.of(VOID))
        && onlyZero(loss, metrics)) {
      warnings.add(
          new Warning(
              WarningCode.MASKS_0_255,
              "masks hold only 0 and 255, and 255 is ignored: "
                  + percentIgnored(metrics)
                  + " of the pixels, as a rule the whole foreground, are left out; if 255 is class"
                  + " 1, say "
                  + Setting.LABEL_MAP
                  + " 0:0,255:1"));
    }
    List<ClassMetrics> withoutPixels =
        metrics.classes().stream()
            .filter(c -> c.positives() == 0 && !loss.dropped().contains(c.id()))
            .toList();
    List<ClassMetrics> absent =
        withoutPixels.stream().filter(c -> mapped || !ignored.contains(c.id())).toList();
    if (!absent.isEmpty()) {
      warnings.add(
          new Warning(
              WarningCode.CLASS_WITHOUT_PIXELS,
              "no mask has a pixel of " + named(absent, classNames)));
    }
    boolean droppable =
        loss.preset().targets() == TargetKind.LABELS
            && metrics.classes().size() - loss.dropped().size() - withoutPixels.size() >= 2;
    double share = lossShare(withoutPixels);
    if (droppable && share >= SHARE_WORTH_A_WORD) {
      warnings.add(
          new Warning(
              WarningCode.SOFTMAX_WITHOUT_PIXELS,
              named(withoutPixels, classNames)
                  + ", without a valid pixel in any mask, "
                  + (withoutPixels.size() == 1 ? "takes" : "take")
                  + " part in the softmax and "
                  + (withoutPixels.size() == 1 ? "carries" : "carry")
                  + String.format(Locale.ROOT, " %.1f %% of the loss", 100 * share)
                  + "; "
                  + Setting.DROP_CLASS
                  + " leaves a class out of it"));
    }
    long pixels = metrics.validPixels() + metrics.ignoredPixels();
    if (metrics.ignoredPixels() > pixels - metrics.ignoredPixels()) {
      warnings.add(
          new Warning(
              WarningCode.MOSTLY_IGNORED, percentIgnored(metrics) + " of the pixels are ignored"));
    }
    return warnings;
  }

  private static double lossShare(List<ClassMetrics> classes) {
    return classes.stream().mapToDouble(c -> c.lossShare() == null ? 0 : c.lossShare()).sum();
  }

  /** Whether every valid pixel has the mask value 0, where there is no label map. */
  private static boolean onlyZero(LossSettings loss, DatasetMetrics metrics) {
    long positives = metrics.classes().stream().mapToLong(ClassMetrics::positives).sum();
    boolean firstOnly = metrics.classes().get(0).positives() == positives;
    boolean planes = loss.preset().targets() == TargetKind.ELEMENTS && positives == 0;
    return planes
        || firstOnly && metrics.classes().size() > 1 && positives == metrics.validPixels();
  }

  private static String named(List<ClassMetrics> classes, List<String> classNames) {
    String names =
        classes.stream()
            .limit(NAMED_CLASSES)
            .map(c -> c.id() + nameOf(c.id(), classNames))
            .collect(Collectors.joining(", "));
    int rest = classes.size() - NAMED_CLASSES;
    return (classes.size() == 1 ? "class " : "classes ")
        + names
        + (rest > 0 ? " and " + rest + " more" : "");
  }

  private static String nameOf(int id, List<String> classNames) {
    String name = classNames.get(id);
    return name.equals(Integer.toString(id)) ? "" : " (" + name + ")";
  }

  private static String percentIgnored(DatasetMetrics metrics) {
    double part =
        metrics.ignoredPixels() / (double) (metrics.validPixels() + metrics.ignoredPixels());
    return new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(100 * part)
        + " %";
  }
}
