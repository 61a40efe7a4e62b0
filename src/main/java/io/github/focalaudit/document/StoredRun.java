package io.github.focalaudit.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run, as its summary tells it. Immutable.
 *
 * @param path the run directory
 * @param loss the settings of the loss
 * @param classes number of classes
 * @param classNames one a class
 * @param inputs how files were read
 * @param expectedImages images that the inputs named
 * @param scoredImages images in the table
 * @param quarantinedInputs refused inputs
 * @param numericVersion of the kernels
 * @param lossMean the run's number; null where it has none
 */
public record StoredRun(
    String path,
    LossSettings loss,
    int classes,
    List<String> classNames,
    JsonNode inputs,
    long expectedImages,
    long scoredImages,
    long quarantinedInputs,
    int numericVersion,
    @Nullable Double lossMean) {
  private static final int LIMIT_BYTES = 256 * 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the summary of a finished run.
   *
   * @throws IllegalArgumentException where the directory is no run, or one without a verdict
   */
  public static StoredRun read(Storage storage, String directory) throws IOException {
    RunDirectory.checkFinished(storage, directory);
    return readUnfinished(storage, directory);
  }

  /**
   * Reads the summary of a run that may be without a verdict: one that is being judged, or one that
   * was killed and is looked at all the same.
   *
   * @throws IllegalArgumentException where the directory is no run
   */
  public static StoredRun readUnfinished(Storage storage, String directory) throws IOException {
    String path = storage.resolve(directory);
    String file = StoragePaths.child(path, RunDirectory.SUMMARY);
    if (!storage.exists(file)) {
      throw new IllegalArgumentException(
          "run " + path + " has no " + RunDirectory.SUMMARY + ": not the directory of a run");
    }
    return of(path, file, storage.readBytes(file, LIMIT_BYTES));
  }

  /** The run that a summary describes. */
  static StoredRun of(String path, String file, byte[] summary) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(summary);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
    List<String> names = new ArrayList<>();
    root.path("classes").forEach(node -> names.add(node.path("name").asText()));
    if (names.isEmpty() || !root.path("loss").has("preset")) {
      throw new IllegalArgumentException(file + " has no classes or no loss: not a summary");
    }
    return new StoredRun(
        path,
        loss(root),
        names.size(),
        List.copyOf(names),
        root.path("settings"),
        root.path("images").path("expected").asLong(),
        root.path("images").path("scored").asLong(),
        root.path("images").path("quarantined").asLong(),
        root.path("kernel").path("numericVersion").asInt(),
        root.path("loss").path("mean").isNumber()
            ? root.path("loss").path("mean").asDouble()
            : null);
  }

  private static LossSettings loss(JsonNode root) {
    JsonNode loss = root.path("loss");
    List<Double> gammas = new ArrayList<>();
    root.path("sweep").forEach(point -> gammas.add(point.path("gamma").asDouble()));
    if (gammas.isEmpty()) {
      gammas.add(loss.path("gamma").asDouble());
    }
    return new LossSettings(
        named(Preset.values(), Preset::label, loss.path("preset").asText()),
        named(
            Activation.values(),
            value -> value.name().toLowerCase(Locale.ROOT),
            loss.path("activation").asText()),
        gammas,
        numbers(loss.path("alpha")),
        numbers(loss.path("classWeights")),
        loss.path("eps").asDouble(),
        named(Normalizer.values(), Normalizer::label, loss.path("normalizer").asText()));
  }

  private static List<Double> numbers(JsonNode node) {
    List<Double> numbers = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(value -> numbers.add(value.asDouble()));
    } else {
      numbers.add(node.asDouble());
    }
    return numbers;
  }

  private static <T> T named(T[] values, Function<T, String> name, String wanted) {
    for (T value : values) {
      if (name.apply(value).equals(wanted)) {
        return value;
      }
    }
    throw new IllegalArgumentException("the summary names " + wanted + ", which is unknown here");
  }

  public static JsonNode node(Object value) {
    return JSON.valueToTree(value);
  }

  /** The images table. */
  public String imagesPath() {
    return StoragePaths.child(path, RunDirectory.IMAGES);
  }

  /**
   * What keeps the sums of two runs from meaning the same: everything that alpha, weights,
   * normaliser and preset alone cannot make up for. Empty where the runs can be compared.
   */
  public List<String> differences(StoredRun other) {
    List<String> found = new ArrayList<>();
    LossSettings mine = loss;
    LossSettings theirs = other.loss;
    add(found, "activation", mine.activation(), theirs.activation());
    add(found, "targets", mine.preset().targets(), theirs.preset().targets());
    add(found, "eps", mine.eps(), theirs.eps());
    if (!theirs.gammas().contains(mine.gamma())) {
      found.add("gamma " + mine.gamma() + " against " + theirs.gammas());
    }
    add(found, "class names", classNames, other.classNames);
    for (String input : List.of("ignoreIndex", "labelMap")) {
      add(found, input, inputs.path(input), other.inputs.path(input));
    }
    return found;
  }

  private static void add(List<String> found, String what, Object mine, Object theirs) {
    if (!mine.equals(theirs)) {
      found.add(what + " " + mine + " against " + theirs);
    }
  }
}
