package io.github.focalaudit.cli;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.sample.BadFileKind;
import io.github.focalaudit.sample.SampleDataset;
import io.github.focalaudit.sample.SampleSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a made-up dataset with known properties into a local directory. */
@Command(
    name = "sample",
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit sample --output sample --images 40 --classes 5",
      "  focal-audit sample --output bad --bad-files-each 1"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Write a made-up dataset with known properties, seeded.")
final class SampleCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "A local directory that is empty or does not exist.")
  @SuppressWarnings("NullAway.Init")
  private Path output;

  @Option(
      names = "--images",
      defaultValue = "24",
      paramLabel = "N",
      description = "Images to write (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--height",
      defaultValue = "256",
      paramLabel = "N",
      description = "Rows of an image (default: ${DEFAULT-VALUE}).")
  private int height;

  @Option(
      names = "--width",
      defaultValue = "256",
      paramLabel = "N",
      description = "Columns of an image (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--classes",
      defaultValue = "5",
      paramLabel = "N",
      description = "Scores a pixel; 1 for a sigmoid model (default: ${DEFAULT-VALUE}).")
  private int classes;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "The same seed and options give the same bytes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--dtype",
      defaultValue = "f4",
      paramLabel = "TYPE",
      description =
          "f2, f4, f8, i1 or i2 for logits, u1 or u2 for probabilities"
              + " (default: ${DEFAULT-VALUE}).")
  private String dtype = "f4";

  @Option(
      names = "--container",
      defaultValue = "npy",
      paramLabel = "FORMAT",
      description = "npy, npz or npz-deflated (default: ${DEFAULT-VALUE}).")
  private String container = "npy";

  @Option(
      names = "--layout",
      defaultValue = "chw",
      paramLabel = "AXES",
      description = "chw, hwc, or nchw for batches (default: ${DEFAULT-VALUE}).")
  private String layout = "chw";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images in a file, for --layout nchw (default: 4).")
  private @Nullable Integer batch;

  @Option(
      names = "--label-errors",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Share of the images with one planted label error: an object dropped, swapped to another"
              + " class, or shifted (default: ${DEFAULT-VALUE}).")
  private double labelErrors;

  @Option(
      names = "--bad-files",
      split = ",",
      converter = {ValueConverters.OfBadFileKind.class, ValueConverters.OfCount.class},
      paramLabel = "KIND=N,...",
      description = "Unusable inputs beside the good images; --help-bad-files lists the kinds.")
  private Map<BadFileKind, Integer> badFiles = Map.of();

  @Option(
      names = "--bad-files-each",
      defaultValue = "0",
      paramLabel = "N",
      description = "So many unusable inputs of every kind (default: ${DEFAULT-VALUE}).")
  private int badFilesEach;

  @Option(
      names = "--help-bad-files",
      help = true,
      description = "List the kinds of bad files and stop.")
  private boolean helpBadFiles;

  @Option(
      names = "--void-border",
      defaultValue = "0",
      paramLabel = "PIXELS",
      description =
          "Void pixels on each side of a border between labels (default: ${DEFAULT-VALUE}).")
  private int voidBorder;

  @Option(
      names = "--ignore-fraction",
      defaultValue = "0",
      paramLabel = "SHARE",
      description = "Share of every mask that is a void patch (default: ${DEFAULT-VALUE}).")
  private double ignoreFraction;

  @Option(
      names = "--void-label",
      paramLabel = "LABEL",
      description = "The label of void pixels (default: 255; 65535 for 255 classes and more).")
  private @Nullable Integer voidLabel;

  @Option(names = "--pictures", description = "Write pictures of the scenes too.")
  private boolean pictures;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (helpBadFiles) {
      Arrays.stream(BadFileKind.values()).map(BadFileKind::label).forEach(out::println);
      return 0;
    }
    SampleSettings settings = settings();
    long start = System.nanoTime();
    SampleDataset.Summary summary;
    try {
      summary = new SampleDataset(settings).write(output);
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--output " + output + " is not empty; give a new directory, or empty it first",
          e);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT,
        "Wrote %,d images, %,d bad inputs and %,d label errors to %s in %.1f s (%,.1f MB/s).%n",
        summary.images(),
        summary.badInputs(),
        summary.labelErrors(),
        output,
        seconds,
        summary.byteLength() / seconds / 1e6);
    out.println("What was planted where: " + output.resolve(SampleDataset.PLANTED));
    out.println("Score it:");
    out.println("  submit/focal-audit validate " + SampleDataset.arguments(settings, output));
    out.flush();
    return 0;
  }

  private SampleSettings settings() {
    if (images < 1) {
      throw usage("--images has to be at least 1, got " + images);
    }
    Layout order = oneOf("--layout", layout, SampleSettings.LAYOUTS, SampleCommand::label);
    try {
      return new SampleSettings(
          images,
          height,
          width,
          classes,
          seed,
          oneOf("--dtype", dtype, SampleSettings.TYPES, ElementType::label),
          oneOf(
              "--container",
              container,
              List.of(SampleSettings.Container.values()),
              SampleSettings.Container::label),
          order,
          batch != null ? batch : order == Layout.NCHW ? 4 : 1,
          labelErrors,
          badFiles(),
          voidBorder,
          ignoreFraction,
          voidLabel != null ? voidLabel : classes > 255 ? 65535 : 255,
          pictures);
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage());
    }
  }

  private Map<BadFileKind, Integer> badFiles() {
    Map<BadFileKind, Integer> counts = new EnumMap<>(BadFileKind.class);
    if (badFilesEach < 0) {
      throw usage("--bad-files-each has to be at least 0, got " + badFilesEach);
    }
    if (badFilesEach > 0) {
      for (BadFileKind kind : BadFileKind.values()) {
        if (kind.applies(classes)) {
          counts.put(kind, badFilesEach);
        }
      }
    }
    counts.putAll(badFiles);
    return counts;
  }

  private <T> T oneOf(String option, String text, Collection<T> values, Function<T, String> label) {
    try {
      return Choices.named(text, values, label);
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  private static String label(Layout layout) {
    return layout.name().toLowerCase(Locale.ROOT);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
