package io.github.focalaudit.cli;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.evaluation.ImagePixel;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.MultiLabelMasks;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.report.ExampleText;
import io.github.focalaudit.report.PixelText;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows how the loss of one pixel, or of a small example, comes about. */
@Command(
    name = "explain",
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit explain --example",
      "  focal-audit explain --predictions a.npy --truth a.png --pixel 120,64"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    resourceBundle = SuffixBundle.NAME,
    description = "Show the loss of one pixel, or of a small example, step by step.")
final class ExplainCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--example",
      description = "A worked example: 2 classes, 3 x 3 pixels. Takes no other option.")
  private boolean example;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "Scores of one image: ${bundle:suffixes.scores}.")
  private @Nullable String predictions;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Its mask: ${bundle:suffixes.labels}.")
  private @Nullable String truth;

  @Option(
      names = "--pixel",
      paramLabel = "Y,X",
      description = "The pixel, counted from 0; Z,Y,X in a volume.")
  private @Nullable String pixel;

  @Option(
      names = "--batch-index",
      paramLabel = "N",
      description = "The image of a batch, with --layout nchw, counted from 0 (default: 0).")
  private @Nullable Integer givenBatchIndex;

  @Mixin private LossOptions loss = new LossOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (example == (predictions != null || truth != null || pixel != null)) {
      throw usage(
          example
              ? "--example takes no files; leave out --predictions, --truth and --pixel"
              : "nothing to explain; give --example, or --predictions, --truth and --pixel");
    }
    if (example && spec.commandLine().getParseResult().matchedOptions().size() > 1) {
      throw usage("--example is always the same; leave out the other options");
    }
    if (example) {
      ExampleText.lines().forEach(out::println);
      out.flush();
      return 0;
    }
    if (predictions == null || truth == null || pixel == null) {
      throw usage("a pixel needs --predictions FILE, --truth FILE and --pixel Y,X; give all three");
    }
    try {
      PixelText.lines(explain(predictions, truth, pixel)).forEach(out::println);
    } catch (BadInputException e) {
      spec.commandLine().getErr().println("focal-audit: " + e.getMessage());
      return ExitCode.TOO_MANY_BAD_INPUTS;
    }
    out.flush();
    return 0;
  }

  private ImagePixel explain(String predictionFile, String truthFile, String position)
      throws IOException {
    LossSettings given = loss.settings();
    Storage storage = Sessions.configuredStorage();
    ScoreOptions scoreOptions =
        ScoreOptions.of(input.scoreFiles())
            .withProbabilities(given.activation() == Activation.NONE);
    boolean batch = scoreOptions.open().layout() == Layout.NCHW;
    if (givenBatchIndex != null && !batch) {
      throw usage("--batch-index is for batches; give --layout nchw with it, or leave it out");
    }
    int batchIndex = batch ? batchIndex() : ImageRef.NO_BATCH;
    scoreOptions = scoreOptions.withBatchIndex(batchIndex);
    try (ScratchBuffers scratch = new ScratchBuffers();
        RangeReader scoreFile = open(storage, "--predictions", predictionFile);
        RangeReader maskFile = open(storage, "--truth", truthFile);
        ScoreReader scores = ScoreReader.open(scoreFile, scoreOptions, scratch)) {
      ScoreShape shape = scores.shape();
      LossSettings settings = loss.settings(shape.classes());
      LabelOptions labelOptions =
          LabelOptions.of(input.maskFiles())
              .withBatchIndex(batchIndex)
              .withScores(shape, scores.images());
      boolean planes =
          MultiLabelMasks.matches(
              maskFile, labelOptions, settings.preset().targets(), shape.classes());
      if (planes) {
        labelOptions = labelOptions.withMultiLabel(shape.classes());
      }
      int labels = planes ? 2 : shape.classes();
      LabelEncoder encoder =
          new LabelEncoder(
              input.labelMap(storage), input.ignoreIndex(), labels, settings.dropped());
      try (LabelReader mask = LabelReader.open(maskFile, labelOptions, scratch)) {
        ImageRef image =
            new ImageRef(
                predictionFile,
                scoreFile.path(),
                maskFile.path(),
                scoreFile.length(),
                maskFile.length(),
                batchIndex,
                Map.of());
        return ImagePixel.read(settings, image, scores, mask, encoder, pixelIndex(position, shape));
      }
    }
  }

  private int batchIndex() {
    int index = givenBatchIndex == null ? 0 : givenBatchIndex;
    if (index < 0) {
      throw usage("--batch-index: images of a batch are counted from 0, got " + index);
    }
    return index;
  }

  private RangeReader open(Storage storage, String option, String path) throws IOException {
    if (storage.isDirectory(path)) {
      throw usage(option + ": " + path + " is a directory; give the path of one file");
    }
    try {
      return storage.open(path);
    } catch (FileNotFoundException e) {
      throw usage(option + ": no such file: " + path + "; give the path of one file");
    }
  }

  private long pixelIndex(String position, ScoreShape shape) {
    String[] parts = position.split(",", -1);
    int[] spatial = shape.spatial();
    String sizes = Arrays.toString(spatial);
    if (parts.length != spatial.length) {
      throw usage(
          "--pixel: expected "
              + spatial.length
              + " numbers for an image of "
              + sizes
              + ", got '"
              + position
              + "'");
    }
    long index = 0;
    for (int k = 0; k < spatial.length; k++) {
      String part = parts[k].strip();
      int at = part.matches("[0-9]{1,9}") ? Integer.parseInt(part) : -1;
      if (at < 0 || at >= spatial[k]) {
        throw usage(
            "--pixel: '"
                + part
                + "' is not in [0, "
                + (spatial[k] - 1)
                + "]; the image is "
                + sizes);
      }
      index = Math.addExact(Math.multiplyExact(index, spatial[k]), at);
    }
    return index;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
