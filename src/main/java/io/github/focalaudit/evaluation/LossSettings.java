package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.TargetKind;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Everything that the loss of a dataset depends on, besides the data. Immutable.
 *
 * <pre>
 * loss = sum over c of weight(c) * (alphaPositive(c) * S+[c] + alphaNegative(c) * S-[c]) / D
 * </pre>
 *
 * @param preset the family
 * @param activation how scores become probabilities
 * @param gammas focusing parameters, each finite and at least 0; the first is the reported one
 * @param alpha one value for all classes in [0, 1], or one a class: in [0, 1] where there are
 *     negative terms, else finite and at least 0; empty for none, which weighs every term by 1
 * @param classWeights empty for 1 each, or one a class, finite and at least 0
 * @param eps probabilities are clamped to [eps, 1 - eps]; in [0, 0.5), 0 for no clamp
 * @param normalizer what gives D
 * @param dropped indices of classes that are left out of the softmax, ascending: their scores do
 *     not count, they have no elements and no terms, and no pixel may have their label
 */
public record LossSettings(
    Preset preset,
    Activation activation,
    List<Double> gammas,
    List<Double> alpha,
    List<Double> classWeights,
    double eps,
    Normalizer normalizer,
    List<Integer> dropped)
    implements Serializable {

  /** The focusing parameter of Lin et al. 2017. */
  public static final double DEFAULT_GAMMA = 2;

  /** The clamp of the PyTorch function. */
  public static final double DEFAULT_EPS = 1e-8;

  /**
   * @throws IllegalArgumentException where a value is outside its range, or the activation does not
   *     go with the preset; the message is one line, starts with the name of the option, and says
   *     what to give
   */
  public LossSettings {
    gammas = List.copyOf(gammas);
    // Without negative terms no alpha and an alpha of 1 are the same settings.
    alpha = alpha.isEmpty() && !preset.negativeTerms() ? List.of(1.0) : List.copyOf(alpha);
    classWeights = List.copyOf(classWeights);
    dropped = dropped.stream().distinct().sorted().toList();
    require(
        dropped.isEmpty() || preset.targets() == TargetKind.LABELS,
        "drop-class leaves a class out of the softmax, which preset "
            + preset.label()
            + " does not have; take it away");
    checkActivation(preset, activation);
    require(!gammas.isEmpty(), "gamma has no value; give one, or several like 2,1,0");
    for (double gamma : gammas) {
      require(
          gamma >= 0 && Double.isFinite(gamma),
          "gamma has to be a number of at least 0 (0 is cross-entropy, 2 the default), got "
              + gamma);
    }
    require(
        gammas.stream().distinct().count() == gammas.size(),
        "gamma lists a value twice: " + gammas + "; give each once");
    boolean bounded = alpha.size() == 1 || preset.negativeTerms();
    for (double value : alpha) {
      require(
          value >= 0 && (bounded ? value <= 1 : Double.isFinite(value)),
          bounded
              ? "alpha has to lie in [0, 1] (it weighs positives, 1 - alpha negatives), got "
                  + value
              : "alpha of a class has to be a finite number of at least 0, got " + value);
    }
    for (double value : classWeights) {
      require(
          value >= 0 && Double.isFinite(value),
          "class-weights have to be finite numbers of at least 0, got " + value);
    }
    require(
        eps >= 0 && eps < 0.5,
        "eps has to lie in [0, 0.5) (1e-8 is the default, 0 means no clamp), got " + eps);
  }

  /** Builds settings from those of the preset one-vs-rest. */
  public static LossBuilder builder() {
    return new LossBuilder();
  }

  /** Builds settings that differ from these in some values. */
  public LossBuilder toBuilder() {
    return new LossBuilder(this);
  }

  /** The settings of a preset where nothing else is said. */
  public static LossSettings of(Preset preset) {
    return builder().preset(preset).build();
  }

  /** The name of the activation on the command line and in summaries. */
  public String activationLabel() {
    return label(activation);
  }

  /** The name of an activation on the command line and in summaries. */
  public static String label(Activation activation) {
    return activation.name().toLowerCase(Locale.ROOT);
  }

  /** The reported focusing parameter. */
  public double gamma() {
    return gammas.get(0);
  }

  /** The weight of positive terms of a class, class weight left out. */
  public double alphaPositive(int classIndex) {
    return alpha.isEmpty() ? 1 : alpha.get(alpha.size() == 1 ? 0 : classIndex);
  }

  /** The weight of negative terms of a class, class weight left out. */
  public double alphaNegative(int classIndex) {
    if (!preset.negativeTerms()) {
      return 0;
    }
    return alpha.isEmpty() ? 1 : 1 - alphaPositive(classIndex);
  }

  /** The weight of a class; 0 for a dropped one. */
  public double weight(int classIndex) {
    if (dropped.contains(classIndex)) {
      return 0;
    }
    return classWeights.isEmpty() ? 1 : classWeights.get(classIndex);
  }

  /**
   * Whether the loss is the same for every alpha: two classes whose probabilities sum to 1, where
   * the negative sum of a class is the positive sum of the other, and equal class weights.
   */
  public boolean alphaWithoutEffect(int classes) {
    if (classes - dropped.size() != 2) {
      return false;
    }
    int[] kept = IntStream.range(0, classes).filter(c -> !dropped.contains(c)).toArray();
    return preset == Preset.ONE_VS_REST
        && activation == Activation.SOFTMAX
        && alpha.size() == 1
        && weight(kept[0]) == weight(kept[1]);
  }

  /**
   * What a kernel has to know.
   *
   * @param classes number of classes
   * @throws IllegalArgumentException where a list does not have one value a class
   */
  public KernelSettings kernelSettings(int classes) {
    checkLength("alpha", alpha, classes, alpha.size() <= 1);
    checkLength("class-weights", classWeights, classes, classWeights.isEmpty());
    require(
        classes >= 2 || activation != Activation.SOFTMAX,
        "activation softmax needs two classes or more, the scores have "
            + classes
            + "; use the preset sigmoid");
    require(
        dropped.stream().allMatch(c -> c >= 0 && c < classes),
        "drop-class names " + dropped + ", the classes are 0 to " + (classes - 1));
    require(
        dropped.isEmpty() || classes - dropped.size() >= 2,
        "drop-class leaves "
            + (classes - dropped.size())
            + " of "
            + classes
            + " classes; softmax needs two");
    double[] values = gammas.stream().mapToDouble(Double::doubleValue).toArray();
    return new KernelSettings(classes, activation, preset.targets(), values, eps, dropped);
  }

  /** As before classes could be dropped where none is: hashes of settings are made of it. */
  @Override
  public String toString() {
    return "LossSettings[preset="
        + preset
        + ", activation="
        + activation
        + ", gammas="
        + gammas
        + ", alpha="
        + alpha
        + ", classWeights="
        + classWeights
        + ", eps="
        + eps
        + ", normalizer="
        + normalizer
        + (dropped.isEmpty() ? "" : ", dropped=" + dropped)
        + "]";
  }

  private static void checkActivation(Preset preset, Activation activation) {
    boolean elements = preset.targets() == TargetKind.ELEMENTS;
    require(
        activation == Activation.NONE || elements == (activation == Activation.SIGMOID),
        "preset "
            + preset.label()
            + " does not go with activation "
            + label(activation)
            + "; "
            + (elements ? "use sigmoid or none" : "use softmax or none, or the preset sigmoid"));
  }

  private static void checkLength(
      String what, List<Double> values, int classes, boolean forAllClasses) {
    require(
        forAllClasses || values.size() == classes,
        what + ": " + values.size() + " values for " + classes + " classes; give one a class");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
