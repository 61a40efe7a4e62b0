package io.github.focalaudit.cli;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.report.ExampleText;
import io.github.focalaudit.report.PixelText;
import io.github.focalaudit.run.PixelLookup;
import io.github.focalaudit.run.StoredPixel;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows how the loss of one pixel, or of a small example, comes about. */
@Command(
    name = "explain",
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit explain --example",
      "  focal-audit explain --predictions a.npy --truth a.png --pixel 120,64",
      "  focal-audit explain --run RUN --image aachen_000001 --pixel 120,64"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    resourceBundle = SuffixBundle.NAME,
    description = "Show the loss of one pixel, or of a small example, step by step.")
final class ExplainCommand implements Callable<Integer> {
  private static final Set<String> OF_RUN =
      Set.of("--run", "--image", "--pixel", "--whole-array-limit");

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
      names = "--run",
      paramLabel = "RUN",
      description = "A run, which says the settings, the class names and the files.")
  private @Nullable String run;

  @Option(names = "--image", paramLabel = "ID", description = "The image of the run.")
  private @Nullable String image;

  @Option(
      names = "--pixel",
      split = ",",
      paramLabel = "Y,X",
      description = "The pixel, counted from 0; Z,Y,X in a volume.")
  private @Nullable List<String> pixel;

  @Option(
      names = "--batch-index",
      paramLabel = "N",
      description = "The image of a batch, with --layout nchw, counted from 0 (default: 0).")
  private @Nullable Integer givenBatchIndex;

  @Mixin private LossOptions loss = new LossOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Override
  public Integer call() throws IOException {
    if (example) {
      if (!given().equals(Set.of("--example"))) {
        throw usage("--example is always the same; leave out the other options");
      }
      return print(ExampleText.lines());
    }
    try {
      return print(run == null && image == null ? ofFiles() : ofRun());
    } catch (BadInputException e) {
      spec.commandLine().getErr().println("focal-audit: " + e.getMessage());
      return ExitCode.TOO_MANY_BAD_INPUTS;
    }
  }

  private int print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
    return ExitCode.PASS;
  }

  private Set<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<String> ofRun() throws IOException {
    if (run == null || image == null || pixel == null) {
      throw usage("a pixel of a run needs --run RUN, --image ID and --pixel Y,X; give all three");
    }
    Set<String> others = given();
    others.removeAll(OF_RUN);
    if (!others.isEmpty()) {
      throw usage("--run says the files and the settings; leave out " + String.join(", ", others));
    }
    try (Sessions sessions = new Sessions("focal-audit explain")) {
      StoredPixel stored =
          StoredPixel.read(
              sessions.storage(),
              sessions.get(),
              StoredRun.read(sessions.storage(), run),
              image,
              input.scoreFiles(),
              pixel);
      String warning = stored.warning();
      if (warning != null) {
        spec.commandLine().getErr().println("focal-audit: warning: " + warning);
      }
      return PixelText.lines(stored.pixel(), stored.classNames());
    }
  }

  private List<String> ofFiles() throws IOException {
    if (predictions == null && truth == null && pixel == null) {
      throw usage(
          "nothing to explain; give --example, or --predictions, --truth and --pixel, or --run,"
              + " --image and --pixel");
    }
    if (predictions == null || truth == null || pixel == null) {
      throw usage("a pixel needs --predictions FILE, --truth FILE and --pixel Y,X; give all three");
    }
    boolean batch = input.scoreFiles().layout() == Layout.NCHW;
    if (givenBatchIndex != null && !batch) {
      throw usage("--batch-index is for batches; give --layout nchw with it, or leave it out");
    }
    Storage storage = Sessions.configuredStorage();
    PixelLookup lookup =
        new PixelLookup(
            predictions,
            file(storage, "--predictions", predictions),
            file(storage, "--truth", truth),
            batch ? batchIndex() : ImageRef.NO_BATCH,
            input.scoreFiles(),
            input.maskFiles(),
            input.labelMap(storage),
            input.ignoreIndex());
    try {
      return PixelText.lines(lookup.read(storage, new GivenLoss(), pixel), List.of());
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** The loss of the options. */
  private final class GivenLoss implements PixelLookup.Loss {
    @Override
    public Activation activation() {
      return loss.settings().activation();
    }

    @Override
    public LossSettings settings(int classes) {
      return loss.settings(classes);
    }
  }

  private int batchIndex() {
    int index = givenBatchIndex == null ? 0 : givenBatchIndex;
    if (index < 0) {
      throw usage("--batch-index: images of a batch are counted from 0, got " + index);
    }
    return index;
  }

  private String file(Storage storage, String option, String path) throws IOException {
    if (storage.isDirectory(path)) {
      throw usage(option + ": " + path + " is a directory; give the path of one file");
    }
    if (!storage.exists(path)) {
      throw usage(option + ": no such file: " + path + "; give the path of one file");
    }
    return path;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
