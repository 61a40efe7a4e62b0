package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.Python;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageScorer;
import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.sample.SampleDataset;
import io.github.focalaudit.sample.SampleSettings;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.sum.ExactSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The second opinion in Python agrees with the kernels, and notices a number that was changed. */
final class RecomputeScriptTest {
  private static final int IMAGES = 5;
  private static final int VOID = 255;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private static Python python;

  @BeforeAll
  static void requireNumPy() throws Exception {
    python = Python.with("numpy");
  }

  private Python.Result recompute(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("submit/recompute.py", directory.resolve("run").toString()));
    arguments.addAll(List.of(more));
    return python.run(arguments.toArray(String[]::new));
  }

  /** Scores a made-up dataset and writes the parts of a run that the script reads. */
  private void makeRun(Preset preset, int classes, ElementType dtype, Layout layout)
      throws IOException {
    Path data = directory.resolve("data");
    SampleSettings sample =
        new SampleSettings(
            IMAGES,
            40,
            56,
            classes,
            3,
            dtype,
            SampleSettings.Container.NPZ_DEFLATED,
            layout,
            1,
            0,
            Map.of(),
            1,
            0,
            VOID,
            false);
    new SampleDataset(sample).write(data);
    LossSettings base = LossSettings.of(preset);
    LossSettings settings =
        base.toBuilder()
            .activation(sample.probabilities() ? Activation.NONE : base.activation())
            .build();
    ExactSum sum = new ExactSum();
    double denominator = 0;
    DatasetState state = new DatasetState(settings, classes);
    StringBuilder table =
        new StringBuilder(
            "image_id,prediction,truth,batch_index,loss_sum,valid_elements,"
                + "prediction_fingerprint,truth_fingerprint\n");
    for (int k = 0; k < IMAGES; k++) {
      String id = "scene_00000" + k;
      Path prediction = data.resolve("predictions/" + id + ".npz");
      Path truth = data.resolve("truth/" + id + ".png");
      ImageResult scored = score(settings, classes, layout, id, prediction, truth);
      ImageSums result = scored.sums();
      state.add(scored);
      sum.add(result.lossSum());
      denominator += result.denominator();
      table.append(
          String.join(
                  ",",
                  id,
                  prediction.toString(),
                  truth.toString(),
                  "",
                  Double.toString(result.lossSum()),
                  Long.toString(result.counts().validElements()),
                  HexFormat.of().toHexDigits(scored.provenance().predictionFingerprint()),
                  HexFormat.of().toHexDigits(scored.provenance().truthFingerprint()))
              + "\n");
    }
    Files.createDirectories(directory.resolve("run"));
    Files.writeString(directory.resolve("table.csv"), table);
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.putObject("loss")
        .put("mean", sum.value() / denominator)
        .put("sum", sum.value())
        .put("denominator", denominator)
        .put("preset", preset.label())
        .put("activation", settings.activation().name().toLowerCase(Locale.ROOT))
        .put("gamma", settings.gamma())
        .put("alpha", settings.alpha().get(0))
        .put("eps", settings.eps())
        .put("normalizer", settings.normalizer().label());
    ObjectNode inputs = root.putObject("settings").put("layout", layout.label());
    inputs.putArray("ignoreIndex").add(VOID);
    root.putObject("images").put("scored", IMAGES);
    root.putObject("provenance")
        .put("inputFingerprint", HexFormat.of().toHexDigits(state.tallies().inputFingerprint()));
    Files.writeString(directory.resolve("run/summary.json"), root.toString());
  }

  private static ImageResult score(
      LossSettings settings, int classes, Layout layout, String id, Path prediction, Path truth)
      throws IOException {
    Storage storage = Storage.ofClassPath();
    LabelEncoder encoder = new LabelEncoder(null, List.of(VOID), Math.max(2, classes));
    ScoreOptions scoreOptions =
        ScoreOptions.of(OpenOptions.defaults().withLayout(layout))
            .withProbabilities(settings.activation() == Activation.NONE);
    LabelOptions labelOptions =
        settings.preset() == Preset.SIGMOID
            ? LabelOptions.defaults().withMultiLabel(classes)
            : LabelOptions.defaults();
    try (ScratchBuffers scratch = new ScratchBuffers();
        RangeReader scoreFile = storage.open(prediction.toString());
        RangeReader maskFile = storage.open(truth.toString());
        ScoreReader scores = ScoreReader.open(scoreFile, scoreOptions, scratch);
        LabelReader labels = LabelReader.open(maskFile, labelOptions, scratch)) {
      return new ImageScorer(settings, classes, KernelKind.VECTOR, encoder, false)
          .score(
              new ImageRef(
                  id,
                  prediction.toString(),
                  truth.toString(),
                  scoreFile.length(),
                  maskFile.length(),
                  ImageRef.NO_BATCH,
                  Map.of()),
              scores,
              labels,
              false);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ONE_VS_REST, 5, F4, CHW",
    "ONE_VS_REST, 2, F2, HWC",
    "CATEGORICAL, 4, F8, CHW",
    "SIGMOID, 1, F4, CHW",
    "ONE_VS_REST, 3, U2, CHW"
  })
  void agreesWithTheRun(Preset preset, int classes, ElementType dtype, Layout layout)
      throws Exception {
    makeRun(preset, classes, dtype, layout);
    String table = directory.resolve("table.csv").toString();
    Python.Result sampled = recompute("--table", table, "--images", "2");
    assertThat(sampled.out()).contains("2 of 5 images recomputed").contains("The run agrees.");
    assertThat(sampled.exitCode()).isZero();
    Python.Result all = recompute("--table", table, "--all");
    assertThat(all.out())
        .contains("total recomputed")
        .contains("ok     fingerprints of 5 images")
        .contains("ok     input fingerprint over 5 rows")
        .contains("The run agrees.");
    assertThat(all.exitCode()).isZero();
    Python.Result files =
        recompute(
            "--predictions",
            directory.resolve("data/predictions").toString(),
            "--truth",
            directory.resolve("data/truth").toString());
    assertThat(files.out()).contains("total recomputed").contains("The run agrees.");
    assertThat(files.exitCode()).isZero();
  }

  @Test
  void noticesARowThatWasChanged() throws Exception {
    makeRun(Preset.ONE_VS_REST, 3, ElementType.F4, Layout.CHW);
    Path table = directory.resolve("table.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(table));
    String[] cells = lines.get(3).split(",");
    cells[4] = Double.toString(Double.parseDouble(cells[4]) * 1.0001);
    lines.set(3, String.join(",", cells));
    Files.write(table, lines);
    Python.Result result = recompute("--table", table.toString(), "--all");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("DOES NOT AGREE").contains("(scene_000002)");
  }

  @Test
  void noticesAFileThatWasChanged() throws Exception {
    makeRun(Preset.ONE_VS_REST, 3, ElementType.F4, Layout.CHW);
    Path truth = directory.resolve("data/truth");
    Files.copy(
        truth.resolve("scene_000000.png"),
        truth.resolve("scene_000001.png"),
        StandardCopyOption.REPLACE_EXISTING);
    Python.Result result = recompute("--table", directory.resolve("table.csv").toString(), "--all");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .contains("(scene_000001)")
        .contains("WRONG  fingerprints of 5 images: another file for scene_000001")
        .contains("ok     input fingerprint");
  }

  @Test
  void noticesThatOneValueOfTheScoresHasAnotherBit() throws Exception {
    makeRun(Preset.ONE_VS_REST, 3, ElementType.F4, Layout.CHW);
    Path file = directory.resolve("data/predictions/scene_000002.npz");
    String script =
        """
        import numpy as np, sys
        with np.load(sys.argv[1]) as archive:
            name, scores = archive.files[0], archive[archive.files[0]].copy()
        scores.view(np.uint32)[1, 20, 33] ^= 1
        np.savez(sys.argv[1], **{name: scores})
        """;
    assertThat(python.run("-c", script, file.toString()).exitCode()).isZero();
    Python.Result result = recompute("--table", directory.resolve("table.csv").toString(), "--all");
    assertThat(result.out())
        .contains("WRONG  fingerprints of 5 images: another file for scene_000002\n")
        .contains("ok     5 of 5 images recomputed");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void noticesRowsOfAnotherRun() throws Exception {
    makeRun(Preset.ONE_VS_REST, 3, ElementType.F4, Layout.CHW);
    Path table = directory.resolve("table.csv");
    String text = Files.readString(table);
    Files.writeString(table, text.replace("scene_000004", "scene_00000x"));
    Python.Result result = recompute("--table", table.toString(), "--images", "1");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("WRONG  input fingerprint over 5 rows");
  }

  @Test
  void namesInCapitalsInterlacedMasksAndOtherMembersAreRead() throws Exception {
    makeRun(Preset.ONE_VS_REST, 3, ElementType.F4, Layout.CHW);
    Path data = directory.resolve("data");
    rewrite(
        """
        import io, pathlib, sys, zipfile
        sys.path.insert(0, 'submit')
        import recompute, numpy as np, struct, zlib
        data = pathlib.Path(sys.argv[1])
        chunk = lambda k, d: struct.pack('>I', len(d)) + k + d + struct.pack('>I', zlib.crc32(k + d))
        mask = data / 'truth' / 'scene_000000.png'
        m = recompute.read_array(mask).astype(np.uint8)
        body = b''.join(b'\\0' + row.tobytes() for x, y, r, d in recompute.ADAM7 for row in m[y::d, x::r])
        head = struct.pack('>IIBBBBB', m.shape[1], m.shape[0], 8, 0, 0, 0, 1)
        mask.write_bytes(mask.read_bytes()[:8] + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(body))
                         + chunk(b'IEND', b''))
        mask.rename(mask.with_suffix('.PNG'))
        with zipfile.ZipFile(data / 'predictions' / 'scene_000001.npz', 'a') as archive:
            archive.writestr('README.txt', 'scores')
        """,
        data);
    Path table = directory.resolve("table.csv");
    Files.writeString(
        table, Files.readString(table).replace("scene_000000.png", "scene_000000.PNG"));
    Python.Result result = recompute("--table", table.toString(), "--all");
    assertThat(result.out()).contains("The run agrees.");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void whatCannotBeReadIsNoDisagreement() throws Exception {
    makeRun(Preset.ONE_VS_REST, 3, ElementType.F4, Layout.CHW);
    Path data = directory.resolve("data");
    Files.delete(data.resolve("truth/scene_000000.png"));
    rewrite(
        """
        import pathlib, sys, zipfile
        data = pathlib.Path(sys.argv[1])
        with zipfile.ZipFile(data / 'predictions' / 'scene_000001.npz', 'a') as archive:
            archive.writestr('other.npy', archive.read(archive.namelist()[0]))
        """,
        data);
    String table = directory.resolve("table.csv").toString();
    Python.Result result = recompute("--table", table, "--all");
    assertThat(result.out())
        .contains("UNREAD scene_000000: ", "UNREAD scene_000001: ", "expected one array, got [")
        .contains("CANNOT CHECK 2 of 5 images; what was read agrees.")
        .doesNotContain("DOES NOT AGREE");
    assertThat(result.exitCode()).isEqualTo(3);
    Files.copy(
        data.resolve("truth/scene_000003.png"),
        data.resolve("truth/scene_000002.png"),
        StandardCopyOption.REPLACE_EXISTING);
    Python.Result changed = recompute("--table", table, "--all");
    assertThat(changed.out()).contains("DOES NOT AGREE");
    assertThat(changed.exitCode()).isEqualTo(1);
  }

  private static void rewrite(String program, Path data) throws Exception {
    Python.Result result = python.run("-c", program, data.toString());
    assertThat(result.exitCode()).as(result.out()).isZero();
  }
}
