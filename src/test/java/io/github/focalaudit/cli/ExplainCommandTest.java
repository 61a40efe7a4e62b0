package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.SharedData;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ExplainCommandTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private record Result(int exitCode, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new ExplainCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  private Path scores(int classes, int height, int width, float... values) throws IOException {
    Path file = directory.resolve("scores.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      NpyWriter.write(out, ElementType.F4, new int[] {classes, height, width}, values);
    }
    return file;
  }

  private Path mask(int height, int width, int... labels) throws IOException {
    Path file = directory.resolve("mask.png");
    try (OutputStream out = Files.newOutputStream(file)) {
      PngLabelWriter.write(out, height, width, 8, labels);
    }
    return file;
  }

  private Result explain(Path scores, Path mask, String pixel, String... more) {
    String[] arguments = new String[6 + more.length];
    arguments[0] = "--predictions";
    arguments[1] = scores.toString();
    arguments[2] = "--truth";
    arguments[3] = mask.toString();
    arguments[4] = "--pixel";
    arguments[5] = pixel;
    System.arraycopy(more, 0, arguments, 6, more.length);
    return run(arguments);
  }

  @Test
  void helpNamesTheSuffixesOfBothSides() {
    assertThat(run("--help").out())
        .contains("Scores of one image: .npy or .npz.")
        .contains("Its mask: .png, .npy or .npz.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "de", "tr"})
  void exampleShowsTheGridsOfPyTorchInEveryLocale(String language) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      Result result = run("--example");
      assertThat(result.exitCode()).isZero();
      // The grids after torch.where, and the loss, as PyTorch in float64 gives them.
      assertThat(result.out().lines())
          .contains("    1.0000  0.7000  0.8000      0.8000  1.0000  1.0000")
          .contains("    0.3000  0.5000  0.0000      0.0000  0.0000  0.3000")
          .anyMatch(line -> line.contains("= 0.0306325084"))
          .anyMatch(line -> line.contains("1 - (1 - p) = p"))
          .anyMatch(line -> line.contains("0.0489135615"));
      assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void pixelShowsItsTermsAndItsShare() throws IOException {
    // Logits 0 and ln 3: p = 1/4 and 3/4. Truth 0: q^2 * -ln p = 9/16 * ln 4 in both terms.
    float ln3 = (float) StrictMath.log(3);
    Result result = explain(scores(2, 1, 2, 0, 0, ln3, 0), mask(1, 2, 0, 1), "0,0");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("y 0, x 0")
        .contains("value 0, class 0")
        .contains("class 1 (wrong)")
        .contains("0.562500")
        .contains("1.38629")
        .contains("0.779791")
        .contains("alpha has no effect");
    // The other pixel: p = 1/2, terms 1/4 * ln 2. Image sum 0.779791 + 0.173287, 4 elements.
    assertThat(result.out()).containsPattern("loss_mean +0\\.23826");
    assertThat(result.out()).contains("81.8");
    assertThat(result.out()).doesNotContain("inf for the whole image").doesNotContain("The clamp");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 100 || line.contains("/"));
  }

  @Test
  void saturatedPixelNamesTheClampAndInfinity() throws IOException {
    Result result = explain(scores(3, 1, 1, 30, 0, 0), mask(1, 1, 2), "0,0");
    assertThat(result.out())
        .contains("The clamp acts on classes 0, 1, 2")
        .contains("18.4207")
        .contains("inf for the whole image, because of class 0");
  }

  @Test
  void ignoredPixelIsExplained() throws IOException {
    Result result =
        explain(scores(2, 1, 2, 1, 2, 3, 4), mask(1, 2, 255, 1), "0,0", "--ignore-index", "255");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("value 255, ignored").contains("adds nothing to the sum");
  }

  @Test
  void labelMapComesBeforeTheClasses() throws IOException {
    Result result =
        explain(
            scores(2, 1, 2, 1, 2, 3, 4), mask(1, 2, 7, 9), "0,0", "--label-map", "7:1,*:ignore");
    assertThat(result.out()).contains("value 7, class 1");
  }

  @Test
  void sigmoidTakesOneLabelAPixelAndOneClass() throws IOException {
    Result result = explain(scores(1, 1, 2, 0, 0), mask(1, 2, 1, 0), "0,0", "--preset", "sigmoid");
    assertThat(result.exitCode()).isZero();
    // p = 1/2: 1/4 * ln 2, alpha 0.25
    assertThat(result.out()).contains("0.173287").contains("0.0433217");
    Result several = explain(scores(3, 1, 1, 0, 0, 0), mask(1, 1, 2), "0,0", "--preset", "sigmoid");
    assertThat(several.out()).contains("value 2, class 2");
  }

  @Test
  void anArchiveOfMasksHasAKeyOfItsOwn() throws IOException {
    Path masks = directory.resolve("masks.npz");
    try (NpzWriter writer = new NpzWriter(Files.newOutputStream(masks), true)) {
      writer.add("instances", ElementType.U2, new int[] {1, 2}, new int[] {7001, 7002});
      writer.add("labels", ElementType.U1, new int[] {1, 2}, new int[] {1, 0});
    }
    Path scores = scores(2, 1, 2, 1, 2, 3, 4);
    Result result = explain(scores, masks, "0,0", "--truth-npz-key", "labels");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("value 1, class 1");
    assertThat(explain(scores, masks, "0,0").err())
        .contains("name one with --truth-npz-key; keys: instances, labels");
  }

  @Test
  void badInputExitsWith4AndNamesThePlace() throws IOException {
    Result result = explain(scores(2, 1, 2, 1, Float.NaN, 3, 4), mask(1, 2, 0, 1), "0,0");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.err())
        .startsWith("focal-audit: ")
        .contains("NAN_SCORE")
        .contains("class 0, y 0, x 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--gamma -1 | gamma has to be a number of at least 0",
        "--alpha 2 | alpha has to lie in [0, 1]",
        "--alpha x | 'x' is not a number; give for example --alpha 0.25",
        "--alpha 0.1,0.2,0.3 | alpha: 3 values for 2 classes",
        "--eps 0.5 | eps has to lie in [0, 0.5)",
        "--class-weights 1,-1 | class-weights have to be finite numbers",
        "--preset focal | unknown value 'focal'; give one of one-vs-rest, sigmoid, categorical",
        "--preset categorical --activation sigmoid | use softmax or none",
        "--normalizer all | give one of valid_elements, valid_pixels, positives, none",
        "--layout cwh | give one of chw, hwc, nchw, cdhw",
        "--ignore-index v | 'v' is not a label",
        "--label-map 7 | no such file",
        "--batch-index 7 | --batch-index is for batches; give --layout nchw with it",
        "--layout nchw --batch-index -3 | images of a batch are counted from 0, got -3"
      })
  void usageErrorsSayWhatToDo(String options, String message) throws IOException {
    Result result =
        explain(scores(2, 1, 2, 1, 2, 3, 4), mask(1, 2, 0, 1), "0,0", options.split(" "));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains(message));
  }

  @Test
  void aDirectoryIsRefused() throws IOException {
    Result result = explain(directory, mask(1, 2, 0, 1), "0,0");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("--predictions: " + directory + " is a directory; give the path of one file");
  }

  @Test
  void aMeanOverNothingIsNullAsInTheTable() throws IOException {
    Result result =
        explain(
            scores(1, 1, 2, 0, 0),
            mask(1, 2, 0, 0),
            "0,0",
            "--preset",
            "sigmoid",
            "--normalizer",
            "positives");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .containsPattern("loss_mean +null")
        .doesNotContain("Infinity")
        .doesNotContain("NaN");
  }

  @Test
  void positionOutsideTheImageIsRefused() throws IOException {
    Result result = explain(scores(2, 1, 2, 1, 2, 3, 4), mask(1, 2, 0, 1), "0,2");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("'2' is not in [0, 1]; the image is [1, 2]");
  }

  /** The image mean of the golden data set, by float64 log-space in NumPy. */
  @Test
  void imageNumbersAreThoseOfTheDataset() {
    Path data = SharedData.require("data/camvid");
    Result result =
        explain(
            data.resolve("a/0001TP_008550.npy"),
            data.resolve("masks/0001TP_008550.png"),
            "90,120",
            "--ignore-index",
            "11");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).containsPattern("loss_mean +0\\.0069088");
  }

  /** The terms of a pixel of a run are those of its files with the run's options. */
  @Test
  void aPixelOfARunTakesSettingsNamesAndFilesFromIt() throws IOException {
    Images images = new Images(directory).add("first", 1).add("second", 0);
    Files.writeString(directory.resolve("names.txt"), "Road\nCar\n");
    InProcess.Result validated =
        images.validate(
            "run", "--gamma", "1.5", "--class-names", directory.resolve("names.txt").toString());
    assertThat(validated.exitCode()).as(validated.err()).isZero();
    String run = directory.resolve("run").toString();
    InProcess.Result stored =
        InProcess.run("explain", "--run", run, "--image", "first", "--pixel", "1,2");
    assertThat(stored.exitCode()).as(stored.err()).isZero();
    assertThat(stored.out()).contains("gamma 1.5").contains("1 Car *").contains("0 Road");
    assertThat(stored.err()).doesNotContain("no longer");
    InProcess.Result files =
        InProcess.run(
            "explain",
            "--predictions",
            directory.resolve("p/first.npy").toString(),
            "--truth",
            directory.resolve("t/first.png").toString(),
            "--pixel",
            "1,2",
            "--gamma",
            "1.5",
            "--ignore-index",
            "255");
    assertThat(numbers(stored.out())).isEqualTo(numbers(files.out()));

    Files.copy(
        directory.resolve("p/second.npy"),
        directory.resolve("p/first.npy"),
        StandardCopyOption.REPLACE_EXISTING);
    InProcess.Result changed =
        InProcess.run("explain", "--run", run, "--image", "first", "--pixel", "1,2");
    assertThat(changed.exitCode()).isZero();
    assertThat(changed.err())
        .contains("warning: the scores in ")
        .contains("first.npy is no longer what the run scored");
  }

  private static List<String> numbers(String text) {
    return Pattern.compile("\\d+\\.\\d{3,}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void mistakesWithRunsAreNamed() throws IOException {
    Images images = new Images(directory).add("first", 1);
    assertThat(images.validate("run").exitCode()).isZero();
    String run = directory.resolve("run").toString();
    assertThat(InProcess.run("explain", "--run", run, "--image", "second", "--pixel", "0,0").err())
        .contains("--image second: run ")
        .contains("has scored no image of that id");
    assertThat(InProcess.run("explain", "--run", run, "--pixel", "0,0").err())
        .contains("needs --run RUN, --image ID and --pixel Y,X; give all three");
    InProcess.Result both =
        InProcess.run(
            "explain", "--run", run, "--image", "first", "--pixel", "0,0", "--gamma", "1");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--run says the files and the settings; leave out --gamma");
    assertThat(InProcess.run("explain", "--run", run, "--image", "first", "--pixel", "9,0").err())
        .contains("--pixel: '9' is not in [0, 3]; the image is [4, 4]");
  }
}
