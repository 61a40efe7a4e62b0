package io.github.focalaudit.report;

import io.github.focalaudit.evaluation.ImagePixel;
import io.github.focalaudit.evaluation.ImageProvenance;
import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.LossTerm;
import io.github.focalaudit.evaluation.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The explanation of one pixel of an image as text, at most 100 columns wide. Used by one thread.
 */
public final class PixelText {
  private final ImagePixel pixel;
  private final LossSettings settings;
  private final List<LossTerm> terms;
  private final List<String> classNames;
  private final List<String> lines = new ArrayList<>();

  private PixelText(ImagePixel pixel, List<String> classNames) {
    this.pixel = pixel;
    this.classNames = List.copyOf(classNames);
    this.settings = pixel.settings();
    this.terms = pixel.explanation().terms();
  }

  /**
   * The lines to print.
   *
   * @param classNames one a class; empty where the classes have numbers alone
   */
  public static List<String> lines(ImagePixel pixel, List<String> classNames) {
    PixelText text = new PixelText(pixel, classNames);
    text.heading();
    text.probabilities();
    if (pixel.explanation().ignored()) {
      text.ignored();
    } else {
      text.terms();
      text.share();
    }
    text.notes();
    return List.copyOf(text.lines);
  }

  private void heading() {
    ImageProvenance image = pixel.image().provenance();
    int classes = pixel.image().sums().counts().classes();
    TextTable head = new TextTable(2);
    head.row("prediction", image.image().predictionPath());
    head.row("truth", image.image().truthPath());
    head.row(
        "image",
        classes
            + " classes, spatial "
            + Arrays.toString(image.spatial())
            + ", "
            + image.elementType());
    head.row("pixel", pixel.position());
    head.row("mask", mask());
    if (settings.preset() != Preset.SIGMOID) {
      head.row("predicted", "class " + label(pixel.explanation().prediction()) + verdict());
    }
    head.row("loss", describe());
    lines.addAll(head.lines());
  }

  private String mask() {
    int[] values = pixel.maskValues();
    String stored = values.length == 1 ? "value " + values[0] : "values " + Arrays.toString(values);
    if (pixel.explanation().ignored()) {
      return stored + ", ignored";
    }
    String targets = classes(LossTerm::target);
    return stored + ", " + (targets.isEmpty() ? "no class" : targets);
  }

  private String verdict() {
    if (pixel.explanation().ignored()) {
      return "";
    }
    return terms.get(pixel.explanation().prediction()).target() ? " (right)" : " (wrong)";
  }

  private String describe() {
    StringBuilder text = new StringBuilder("preset " + settings.preset().label());
    text.append(", activation ").append(settings.activationLabel());
    text.append(", gamma ").append(TextNumbers.given(settings.gamma()));
    text.append(", alpha ");
    text.append(
        switch (settings.alpha().size()) {
          case 0 -> "none";
          case 1 -> TextNumbers.given(settings.alpha().get(0));
          default -> "by class";
        });
    if (!settings.classWeights().isEmpty()) {
      text.append(", class weights");
    }
    if (!settings.dropped().isEmpty()) {
      text.append(", dropped classes ").append(settings.dropped());
    }
    return text.append(", eps ").append(TextNumbers.given(settings.eps())).toString();
  }

  private void probabilities() {
    boolean ignored = pixel.explanation().ignored();
    TextTable table = new TextTable(1);
    List<String> head = new ArrayList<>(List.of("class", "score", "p", "q = 1 - p"));
    if (!ignored) {
      head.addAll(List.of("pt_1", "pt_0"));
    }
    table.row(head);
    for (LossTerm term : terms) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  name(term),
                  TextNumbers.significant(term.score()),
                  TextNumbers.significant(term.p()),
                  TextNumbers.significant(term.q())));
      if (!ignored) {
        row.addAll(
            term.ignored()
                ? List.of(left(term), "")
                : List.of(
                    TextNumbers.significant(term.pt1()), TextNumbers.significant(term.pt0())));
      }
      table.row(row);
    }
    lines.add("");
    lines.addAll(table.lines());
    if (!ignored) {
      say(
          "",
          "  * the truth. pt_1 holds p of the truth and 1 elsewhere, pt_0 holds 0 for the truth and p",
          "  elsewhere: what is filled adds nothing.");
    }
  }

  private String left(LossTerm term) {
    return settings.dropped().contains(term.classIndex()) ? "dropped" : "ignored";
  }

  private void terms() {
    TextTable table = new TextTable(2);
    table.row("class", "term", "factor", "logarithm", "factor * log", "weight", "weighted");
    for (LossTerm term : terms) {
      if (term.ignored()) {
        table.row(name(term), left(term), "", "", "", "", "");
      } else {
        table.row(
            name(term),
            term.target() ? "q^gamma * -ln p" : "p^gamma * -ln q",
            TextNumbers.significant(term.factor()),
            TextNumbers.significant(term.minusLog()),
            TextNumbers.significant(term.term()),
            TextNumbers.significant(term.weight()),
            TextNumbers.significant(term.weighted()));
      }
    }
    table.row("sum", "", "", "", "", "", TextNumbers.significant(pixel.explanation().sum()));
    lines.add("");
    lines.addAll(table.lines());
  }

  private void share() {
    ImageSums image = pixel.image().sums();
    double sum = pixel.explanation().sum();
    double imageSum = image.lossSum();
    double denominator = pixel.denominator();
    say(
        "",
        "  In the image, as in its row of the images table (kernel "
            + pixel.image().provenance().kernel()
            + "):",
        "");
    TextTable table = new TextTable(2);
    table.row("loss_sum", Double.toString(imageSum));
    table.row("denominator", TextNumbers.given(denominator) + "  " + settings.normalizer().label());
    Double mean = image.lossMean();
    table.row("loss_mean", mean == null ? "null" : Double.toString(mean));
    if (mean != null) {
      table.row(
          "this pixel",
          "adds "
              + TextNumbers.significant(sum / denominator)
              + " to loss_mean"
              + (imageSum > 0
                  ? ", " + TextNumbers.significant(100 * sum / imageSum) + " % of it"
                  : ""));
    }
    lines.addAll(table.lines());
  }

  private void ignored() {
    say("", "  The pixel is ignored: it adds nothing to the sum and nothing to the denominator.");
  }

  private void notes() {
    if (settings.alphaWithoutEffect(terms.size())) {
      say(
          "",
          "  alpha has no effect: with two classes under softmax 1 - p of one class is p of the other,",
          "  so each pixel has the same term twice, once with alpha and once with 1 - alpha.");
    }
    if (pixel.explanation().ignored()) {
      return;
    }
    String clamped = classes(term -> term.clamped() && !term.ignored());
    if (!clamped.isEmpty()) {
      String eps = TextNumbers.given(settings.eps());
      say(
          "",
          "  The clamp acts on " + clamped + ": p is held in [" + eps + ", 1 - " + eps + "],",
          "  and no logarithm exceeds "
              + TextNumbers.significant(-StrictMath.log(settings.eps()))
              + ".");
    }
    if (terms.stream().anyMatch(LossTerm::infiniteInFloat32)) {
      say(
          "",
          "  PyTorch in float32 would return inf for the whole image, because of "
              + classes(LossTerm::infiniteInFloat32)
              + ": p rounds",
          "  to 1, and so does the bound 1 - "
              + TextNumbers.given(settings.eps())
              + ", so that the clamp does nothing and ln(1 - p) is -inf.");
    }
  }

  private String classes(Predicate<LossTerm> predicate) {
    List<String> found =
        terms.stream()
            .filter(predicate)
            .map(term -> label(term.classIndex()))
            .collect(Collectors.toList());
    if (found.isEmpty()) {
      return "";
    }
    int more = found.size() - 8;
    String shown = String.join(", ", found.subList(0, Math.min(8, found.size())));
    return (found.size() == 1 ? "class " : "classes ")
        + shown
        + (more > 0 ? " and " + more + " more" : "");
  }

  private String name(LossTerm term) {
    return label(term.classIndex()) + (term.target() ? " *" : "");
  }

  /** The number of a class, with its name where it has another one. */
  private String label(int classIndex) {
    return classNames.isEmpty() || classNames.get(classIndex).equals("class " + classIndex)
        ? Integer.toString(classIndex)
        : classIndex + " " + classNames.get(classIndex);
  }

  private void say(String... more) {
    lines.addAll(List.of(more));
  }
}
