package io.github.focalaudit.cli;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how score and mask files are to be read. A picocli mixin. */
final class InputOptions {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})([kmg]?)");

  /** Arrays in memory are as large as an array of Java can be. */
  private static final long MAX_WHOLE_ARRAY = 1L << 31;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--layout",
      paramLabel = "AXES",
      description =
          "Order of the axes of the scores: chw, hwc, nchw or cdhw"
              + " (default: chw for three axes; four need it said).")
  private @Nullable String layout;

  @Option(
      names = "--npz-key",
      paramLabel = "NAME",
      description = "The array of an .npz archive of scores (default: the only one).")
  private @Nullable String npzKey;

  @Option(
      names = "--truth-npz-key",
      paramLabel = "NAME",
      description = "The array of an .npz archive of masks (default: the only one).")
  private @Nullable String truthNpzKey;

  @Option(
      names = "--whole-array-limit",
      paramLabel = "SIZE",
      description =
          "The most bytes of an array that is held in memory as a whole, from .npz or in Fortran"
              + " order, such as 512m or 2g (default: 1g).")
  private @Nullable String wholeArrayLimit;

  @Option(
      names = "--label-map",
      paramLabel = "FILE|MAP",
      description = "Maps mask values to classes, such as '0-6:ignore,7:0,*:ignore'.")
  private @Nullable String labelMap;

  @Option(
      names = "--ignore-index",
      split = ",",
      converter = ValueConverters.OfLabel.class,
      paramLabel = "LABEL[,LABEL...]",
      description = "Labels to leave out, after the map (default: none).")
  private List<Integer> ignoreIndex = List.of();

  /** The order of axes, null where not said. */
  private @Nullable Layout layout() {
    if (layout == null) {
      return null;
    }
    try {
      return Choices.named(layout, List.of(Layout.values()), Layout::label);
    } catch (IllegalArgumentException e) {
      throw usage("--layout: " + e.getMessage(), null);
    }
  }

  /** How score files are opened. */
  OpenOptions scoreFiles() {
    return opened().withLayout(layout()).withMember(npzKey);
  }

  /** How mask files are opened. */
  OpenOptions maskFiles() {
    return opened().withMember(truthNpzKey);
  }

  private OpenOptions opened() {
    OpenOptions defaults = OpenOptions.defaults();
    if (wholeArrayLimit == null) {
      return defaults;
    }
    Matcher size = SIZE.matcher(wholeArrayLimit.toLowerCase(Locale.ROOT));
    long bytes = size.matches() ? Long.parseLong(size.group(1)) << shift(size.group(2)) : 0;
    if (bytes < 1 || bytes > MAX_WHOLE_ARRAY) {
      throw usage(
          "--whole-array-limit: expected a size from 1 to 2g, such as 512m, got '"
              + wholeArrayLimit
              + "'",
          null);
    }
    return defaults.withWholeLimitBytes(bytes);
  }

  private static int shift(String unit) {
    return unit.isEmpty() ? 0 : 10 * ("kmg".indexOf(unit) + 1);
  }

  /** The text of the label map, null where there is none. */
  @Nullable String labelMapText() {
    return labelMap;
  }

  /**
   * The label map, null where there is none.
   *
   * @throws ParameterException where it is malformed
   * @throws IOException where its file cannot be read
   */
  @Nullable LabelMap labelMap(Storage storage) throws IOException {
    if (labelMap == null) {
      return null;
    }
    try {
      return LabelMap.load(storage, labelMap);
    } catch (FileNotFoundException e) {
      throw usage(
          "--label-map: no such file: " + labelMap + "; give a file, or a map such as 7:0,*:ignore",
          e);
    } catch (DatasetException e) {
      throw usage(String.valueOf(e.getMessage()), e);
    }
  }

  /** Labels to leave out. */
  List<Integer> ignoreIndex() {
    return List.copyOf(ignoreIndex);
  }

  private ParameterException usage(String message, @Nullable Throwable cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }
}
