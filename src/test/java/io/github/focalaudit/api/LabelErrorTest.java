package io.github.focalaudit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.SharedData;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.png.PngLabelWriter;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.run.AuditOptions;
import io.github.focalaudit.run.DatasetOptions;
import io.github.focalaudit.run.PreparedDataset;
import io.github.focalaudit.run.SliceRequest;
import io.github.focalaudit.run.Validation;
import io.github.focalaudit.run.ValidationOutcome;
import io.github.focalaudit.run.ValidationRequest;
import io.github.focalaudit.sample.SampleDataset;
import io.github.focalaudit.sample.SampleSettings;
import io.github.focalaudit.spark.LocalSpark;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Label errors of known place, and where they end up in the ranking. */
class LabelErrorTest {
  private static final SparkSession SESSION = LocalSpark.start("local[2]", false);

  /** An error that was put into a mask; the box is top, left, bottom, right, all included. */
  private record Planted(String imageId, String kind, int[] box) {
    /** Whether more than half of a component's box lies in this one's. */
    boolean holds(JsonNode component) {
      JsonNode found = component.get("box");
      int top = found.get(0).asInt();
      int left = found.get(1).asInt();
      int bottom = found.get(2).asInt();
      int right = found.get(3).asInt();
      int rows = Math.min(bottom, box[2]) - Math.max(top, box[0]) + 1;
      int columns = Math.min(right, box[3]) - Math.max(left, box[1]) + 1;
      return component.get("imageId").asText().equals(imageId)
          && rows > 0
          && columns > 0
          && 2L * rows * columns > (bottom - top + 1L) * (right - left + 1L);
    }
  }

  @AfterAll
  static void stopSpark() {
    SESSION.stop();
  }

  private static JsonNode audit(DatasetOptions dataset, Path run) throws IOException {
    ValidationRequest request =
        new ValidationRequest(
            dataset,
            LossSettings.of(Preset.ONE_VS_REST),
            List.of(),
            KernelKind.VECTOR,
            0,
            0,
            0,
            0,
            run.toString(),
            RunDirectory.Existing.REFUSE,
            Set.of());
    Validation validation =
        new Validation(
            new Storage(new Configuration()),
            () -> SESSION,
            request,
            SliceRequest.NONE,
            new AuditOptions(true, 2, null));
    PreparedDataset prepared = validation.prepare();
    ValidationOutcome outcome = validation.run(prepared, (progress, images) -> {});
    validation.audit(outcome, prepared);
    return new ObjectMapper().readTree(run.resolve(RunDirectory.AUDIT).toFile());
  }

  private static List<Planted> planted(Path sample) throws IOException {
    List<Planted> planted = new ArrayList<>();
    JsonNode file = new ObjectMapper().readTree(sample.resolve(SampleDataset.PLANTED).toFile());
    for (JsonNode error : file.get("labelErrors")) {
      int[] box = new int[4];
      for (int i = 0; i < box.length; i++) {
        box[i] = error.get("box").get(i).asInt();
      }
      planted.add(new Planted(error.get("imageId").asText(), error.get("kind").asText(), box));
    }
    return planted;
  }

  /** How many errors of each kind have a component among the first. */
  private static Map<String, Integer> found(List<Planted> planted, JsonNode components, int first) {
    Map<String, Integer> found = new TreeMap<>();
    for (Planted error : planted) {
      boolean hit = false;
      for (int i = 0; i < Math.min(first, components.size()); i++) {
        hit |= error.holds(components.get(i));
      }
      found.merge(error.kind(), hit ? 1 : 0, Integer::sum);
    }
    return found;
  }

  private static double precision(List<Planted> planted, JsonNode components, int first) {
    int hits = 0;
    for (int i = 0; i < first; i++) {
      JsonNode component = components.get(i);
      hits += planted.stream().anyMatch(error -> error.holds(component)) ? 1 : 0;
    }
    return (double) hits / first;
  }

  @Test
  void plantedErrorsOfEveryKindRankHigh(@TempDir Path folder) throws IOException {
    Path sample = folder.resolve("sample");
    new SampleDataset(
            new SampleSettings(
                200,
                128,
                160,
                6,
                5,
                ElementType.F2,
                SampleSettings.Container.NPY,
                Layout.CHW,
                1,
                0.03,
                Map.of(),
                1,
                0,
                255,
                false))
        .write(sample);
    JsonNode audit =
        audit(
            new DatasetOptions(
                null,
                null,
                sample.resolve(SampleDataset.MANIFEST).toString(),
                null,
                null,
                List.of(255),
                OpenOptions.defaults(),
                OpenOptions.defaults(),
                0,
                sample.resolve(SampleDataset.CLASSES).toString()),
            folder.resolve("run[1]"));

    List<Planted> planted = planted(sample);
    JsonNode components = audit.get("labelIssues").get("components");
    Map<String, Integer> found = found(planted, components, planted.size());
    double precision = precision(planted, components, planted.size());
    assertThat(planted).hasSize(6);
    // The made-up model itself takes about a thousand regions for another class, up to this size.
    assertThat(precision).as("found " + found).isGreaterThanOrEqualTo(0.5);
    assertThat(found).containsOnlyKeys("dropped", "shifted", "swapped").doesNotContainValue(0);
    assertThat(found(planted, components, 60))
        .isEqualTo(Map.of("dropped", 2, "shifted", 2, "swapped", 2));
    assertThat(audit.get("worstImages").get(0).get("picture").asText()).isEqualTo("worst-0001.png");
    assertThat(folder.resolve("run[1]/pictures/label-0002.png")).exists();
    assertThat(audit.get("calibration").get("bins")).hasSize(15);
  }

  /**
   * Masks of the real data with one large component each relabelled to its surroundings, as an
   * annotator who forgets an object does.
   */
  @Test
  void droppedComponentsOfRealMasksAreFound(@TempDir Path folder) throws IOException {
    Path data = SharedData.require("data/camvid");
    Path masks = Files.createDirectories(folder.resolve("masks"));
    List<Planted> planted = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    List<Path> files;
    try (Stream<Path> list = Files.list(data.resolve("masks"))) {
      files = list.sorted().toList();
    }
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      String name = file.getFileName().toString();
      Planted dropped = i % 3 == 0 ? drop(file, masks.resolve(name), random) : null;
      if (dropped == null) {
        Files.copy(file, masks.resolve(name));
      } else {
        planted.add(dropped);
      }
    }
    JsonNode audit =
        audit(
            new DatasetOptions(
                data.resolve("a").toString(),
                masks.toString(),
                null,
                null,
                null,
                List.of(11),
                OpenOptions.defaults(),
                OpenOptions.defaults(),
                0,
                data.resolve("classes.txt").toString()),
            folder.resolve("run"));

    JsonNode components = audit.get("labelIssues").get("components");
    assertThat(planted).hasSize(6);
    assertThat(found(planted, components, 30)).containsEntry("dropped", 6);
    assertThat(precision(planted, components, planted.size())).isGreaterThanOrEqualTo(0.5);
    double worst = audit.get("concentration").get("pixels").get(2).get("lossShare").asDouble();
    assertThat(worst).isCloseTo(0.75, within(0.2));
  }

  /** Drops one component of cars, pedestrians, signs or bicyclists; null where none is large. */
  private static @Nullable Planted drop(Path from, Path to, SplittableRandom random)
      throws IOException {
    Raster raster = ImageIO.read(from.toFile()).getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] labels = raster.getSamples(0, 0, width, height, 0, (int[]) null);
    List<List<Integer>> candidates = new ArrayList<>();
    boolean[] seen = new boolean[labels.length];
    for (int start = 0; start < labels.length; start++) {
      if (!seen[start] && List.of(6, 8, 9, 10).contains(labels[start])) {
        List<Integer> component = component(labels, width, start, seen);
        if (component.size() >= 300) {
          candidates.add(component);
        }
      }
    }
    if (candidates.isEmpty()) {
      return null;
    }
    List<Integer> chosen = candidates.get(random.nextInt(candidates.size()));
    int label = labels[chosen.get(0)];
    int[] around = new int[12];
    int[] box = {height, width, -1, -1};
    for (int at : chosen) {
      box[0] = Math.min(box[0], at / width);
      box[1] = Math.min(box[1], at % width);
      box[2] = Math.max(box[2], at / width);
      box[3] = Math.max(box[3], at % width);
      for (int step : new int[] {-1, 1, -width, width}) {
        int next = at + step;
        if (next >= 0 && next < labels.length && labels[next] != label && labels[next] != 11) {
          around[labels[next]]++;
        }
      }
    }
    int most = 0;
    for (int c = 0; c < 11; c++) {
      most = around[c] > around[most] ? c : most;
    }
    for (int at : chosen) {
      labels[at] = most;
    }
    try (OutputStream out = Files.newOutputStream(to)) {
      PngLabelWriter.write(out, height, width, 8, labels);
    }
    String name = from.getFileName().toString();
    return new Planted(name.substring(0, name.length() - 4), "dropped", box);
  }

  private static List<Integer> component(int[] labels, int width, int start, boolean[] seen) {
    List<Integer> component = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    seen[start] = true;
    while (!open.isEmpty()) {
      int at = open.pop();
      component.add(at);
      for (int step : new int[] {-1, 1, -width, width}) {
        int next = at + step;
        boolean wraps = Math.abs(step) == 1 && next >= 0 && next / width != at / width;
        if (next >= 0
            && next < labels.length
            && !wraps
            && !seen[next]
            && labels[next] == labels[start]) {
          seen[next] = true;
          open.push(next);
        }
      }
    }
    return component;
  }
}
