package io.github.focalaudit.cli;

import io.github.focalaudit.dataset.ClassNames;
import io.github.focalaudit.evaluation.LibraryPreset;
import io.github.focalaudit.evaluation.LossBuilder;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that define the loss, shared by every command that scores. A picocli mixin. */
final class LossOptions {
  private static final String NO_ALPHA = "none";

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "one-vs-rest",
      description =
          "one-vs-rest, sigmoid or categorical; or the defaults of a library: monai-softmax,"
              + " monai-sigmoid, kornia, keras, smp-multiclass, smp-multilabel, retinanet,"
              + " torchvision, fvcore, also with a version (default: ${DEFAULT-VALUE}).")
  private String preset = "one-vs-rest";

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "softmax, sigmoid, or none where the scores are probabilities already"
              + " (default: what the preset says).")
  private @Nullable String activation;

  @Option(
      names = "--gamma",
      split = ",",
      converter = ValueConverters.OfNumber.class,
      paramLabel = "G[,G...]",
      defaultValue = "2",
      description =
          "Focusing parameter, at least 0; the first is reported, more make a sweep"
              + " (default: ${DEFAULT-VALUE}).")
  private List<Double> gamma = List.of(2.0);

  @Option(
      names = "--alpha",
      paramLabel = "A[,A...]",
      description =
          "One value in [0, 1], one a class, or none: every term weighs 1 (default: 0.25;"
              + " categorical: none).")
  private @Nullable String alpha;

  @Option(
      names = "--drop-class",
      split = ",",
      paramLabel = "CLASS",
      description =
          "Leave a class out of the softmax, by name or index; its pixels have to be ignored."
              + " Repeatable.")
  private List<String> dropClasses = List.of();

  @Option(
      names = "--class-weights",
      split = ",",
      converter = ValueConverters.OfNumber.class,
      paramLabel = "W,W...",
      description = "One number of at least 0 a class (default: 1 each).")
  private List<Double> classWeights = List.of();

  @Option(
      names = "--eps",
      converter = ValueConverters.OfNumber.class,
      paramLabel = "E",
      description =
          "Probabilities are clamped to [E, 1 - E]; 0 for no clamp (default: 1e-8; keras: 1e-7).")
  private @Nullable Double eps;

  @Option(
      names = "--normalizer",
      paramLabel = "NAME",
      description =
          "valid_elements, valid_pixels, positives or none"
              + " (default: valid_elements; categorical: valid_pixels).")
  private @Nullable String normalizer;

  /** Names or indices of the classes that are left out of the softmax. */
  List<String> dropClasses() {
    return dropClasses.stream().map(String::strip).toList();
  }

  /**
   * The settings that the options say, but for the dropped classes.
   *
   * @throws ParameterException with one line that names the option and says what to give
   */
  LossSettings settings() {
    Optional<LibraryPreset> library = LibraryPreset.find(preset.strip());
    LossBuilder settings =
        library
            .map(known -> known.settings().toBuilder())
            .orElseGet(
                () ->
                    LossSettings.builder()
                        .preset(
                            oneOf(
                                "--preset", preset, Preset.values(), Preset::label, libraries())));
    settings.gammas(gamma);
    if (eps != null) {
      settings.eps(eps);
    }
    if (activation != null) {
      settings.activation(
          oneOf("--activation", activation, Activation.values(), LossSettings::label, ""));
    }
    if (alpha != null) {
      settings.alpha(alphas(library, alpha));
    }
    settings.classWeights(classWeights);
    if (normalizer != null) {
      settings.normalizer(
          oneOf("--normalizer", normalizer, Normalizer.values(), Normalizer::label, ""));
    }
    try {
      return settings.build();
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage(), e);
    }
  }

  private List<Double> alphas(Optional<LibraryPreset> library, String text) {
    List<Double> alphas = alphas(spec, text);
    if (alphas.size() == 1 && library.isPresent() && library.get().alphaExceptFirst()) {
      double value = alphas.get(0);
      throw usage(
          "--alpha "
              + text.strip()
              + ": "
              + library.get().label()
              + " gives it to every class but class 0, which gets "
              + (1 - value)
              + "; give one a class, for three classes --alpha "
              + (1 - value)
              + ","
              + value
              + ","
              + value,
          null);
    }
    return alphas;
  }

  /**
   * The values of {@code --alpha}; empty for {@code none}.
   *
   * @throws ParameterException where one is not a number
   */
  static List<Double> alphas(CommandSpec spec, String text) {
    return text.strip().equals(NO_ALPHA) ? List.of() : numbers(spec, "--alpha", text, "0.25");
  }

  /**
   * The settings, once the number of classes is known; dropped classes by index.
   *
   * @throws ParameterException where a list does not have one value a class
   */
  LossSettings settings(int classes) {
    List<Integer> dropped =
        ClassNames.indices("--drop-class", dropClasses(), ClassNames.numbered(classes));
    try {
      LossSettings settings = settings().toBuilder().dropped(dropped).build();
      settings.kernelSettings(classes);
      return settings;
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage(), e);
    }
  }

  private static List<Double> numbers(
      CommandSpec spec, String option, String text, String example) {
    String[] parts = text.split(",", -1);
    return Arrays.stream(parts).map(part -> number(spec, option, part.strip(), example)).toList();
  }

  private static double number(CommandSpec spec, String option, String text, String example) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(),
          option + ": '" + text + "' is not a number; give for example " + option + " " + example,
          e);
    }
  }

  private <T> T oneOf(
      String option, String text, T[] values, Function<T, String> label, String others) {
    try {
      return Choices.named(text.strip(), List.of(values), label, others);
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage(), null);
    }
  }

  private static String libraries() {
    return Arrays.stream(LibraryPreset.values())
        .map(library -> ", " + library.versionedLabel())
        .collect(Collectors.joining());
  }

  private ParameterException usage(String message, @Nullable Throwable cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }
}
