package io.github.focalaudit.report;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.LossTerm;
import io.github.focalaudit.evaluation.PixelExplanation;
import io.github.focalaudit.evaluation.WorkedExample;
import io.github.focalaudit.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The worked example as text: what fills pt_1 and pt_0, each element's factor and term, the sum and
 * the mean. At most 100 columns wide. Used by one thread.
 */
public final class ExampleText {
  private final WorkedExample example = WorkedExample.asProbabilities();
  private final WorkedExample doubled = WorkedExample.asLogits();
  private final List<String> lines = new ArrayList<>();

  private ExampleText() {}

  /** The lines to print. */
  public static List<String> lines() {
    ExampleText text = new ExampleText();
    text.inputs();
    text.terms();
    text.filling();
    text.mean();
    text.oneTensor();
    text.threeClasses();
    text.doubleSoftmax();
    return List.copyOf(text.lines);
  }

  private void inputs() {
    LossSettings settings = example.settings();
    say(
        "Focal loss by hand: 2 classes, 3 x 3 pixels, one class against the rest",
        "gamma "
            + TextNumbers.given(settings.gamma())
            + ", alpha "
            + TextNumbers.given(settings.alpha().get(0))
            + ", eps "
            + TextNumbers.given(settings.eps()),
        "",
        "1. The inputs",
        "",
        "  truth: the class of each pixel      p: the probability of each class",
        "");
    List<String> rows = grids(LossTerm::p, 4);
    lines.add("                                      " + rows.get(0).strip());
    for (int y = 0; y < WorkedExample.SIDE; y++) {
      StringBuilder row = new StringBuilder("    ");
      for (int x = 0; x < WorkedExample.SIDE; x++) {
        row.append(' ').append(example.truth(y * WorkedExample.SIDE + x));
      }
      lines.add(row + " ".repeat(38 - row.length()) + rows.get(y + 1).strip());
    }
  }

  private void terms() {
    say(
        "",
        "2. Who is filled with what",
        "",
        "  pt_1 = where(truth is the class, p, 1)    p of the positives, every other element is 1",
        "");
    lines.addAll(grids(LossTerm::pt1, 4));
    say(
        "",
        "  pt_0 = where(truth is the class, 0, p)    p of the negatives, every other element is 0",
        "");
    lines.addAll(grids(LossTerm::pt0, 4));
    say(
        "",
        "3. Each element: factor times logarithm",
        "",
        "  factor: (1 - pt_1)^2 of a positive, pt_0^2 of a negative",
        "");
    lines.addAll(grids(LossTerm::factor, 4));
    say("", "  logarithm: -ln(pt_1) of a positive, -ln(1 - pt_0) of a negative", "");
    lines.addAll(grids(LossTerm::minusLog, 4));
    say("", "  positive terms: (1 - pt_1)^2 * -ln(pt_1)", "");
    lines.addAll(grids(term -> term.target() ? term.term() : 0, 6));
    say("", "  negative terms: pt_0^2 * -ln(1 - pt_0)", "");
    lines.addAll(grids(term -> term.target() ? 0 : term.term(), 6));
  }

  private void filling() {
    String leftover = TextNumbers.significant(example.filledTerm());
    say(
        "",
        "4. Why the filled elements add nothing",
        "",
        "  pt_1 = 1:  (1 - 1)^2 * -ln(1)     = 0 * 0 = 0",
        "  pt_0 = 0:        0^2 * -ln(1 - 0) = 0 * 0 = 0",
        "",
        "  The clamp to [eps, 1 - eps] leaves a trace: eps^gamma * -ln(1 - eps), about",
        "  eps^(gamma + 1) = "
            + leftover
            + " for each of the 18 filled elements, "
            + TextNumbers.significant(example.filledShare())
            + " in the mean.",
        "  (At gamma 0 it is 1e-8 each. In float32 1 - 1e-8 rounds to 1, and nothing is left.)",
        "  Focal Audit leaves filled elements out.",
        "",
        "  Why not fill pt_1 with 1 - p? Because 1 - (1 - p) = p: the factor would be p^2 and the",
        "  logarithm -ln(1 - p). That is the negative term itself, which pt_0 already gives: it",
        "  would be counted twice, the second time with the weight alpha of the positives, and the",
        "  mean of section 5 would be "
            + TextNumbers.fixed(example.meanWithWrongFill(), 10)
            + " instead of "
            + TextNumbers.fixed(example.mean(), 10)
            + ".");
  }

  private void mean() {
    double alpha = example.settings().alpha().get(0);
    double positive = example.termSum(true);
    double negative = example.termSum(false);
    int elements = example.elementCount();
    say(
        "",
        "5. The sum, and the mean",
        "",
        "  positive terms  S+ = " + TextNumbers.fixed(positive, 10),
        "  negative terms  S- = " + TextNumbers.fixed(negative, 10),
        "",
        "  weighted sum    alpha * S+ + (1 - alpha) * S- = " + TextNumbers.fixed(example.sum(), 10),
        "  elements        2 classes * 9 pixels          = " + elements,
        "  mean            sum / elements                = "
            + TextNumbers.fixed(example.mean(), 10),
        "",
        "  PyTorch takes two means over all "
            + elements
            + " elements, the filled ones included, and adds them:",
        "  "
            + TextNumbers.fixed(alpha * positive / elements, 10)
            + " + "
            + TextNumbers.fixed((1 - alpha) * negative / elements, 10)
            + " = "
            + TextNumbers.fixed(example.mean(), 10),
        "",
        "  S+ equals S-: with two classes 1 - p of one class is p of the other, and so alpha has no",
        "  effect at all.");
  }

  private void oneTensor() {
    say(
        "",
        "6. Where 1 - p belongs: the p_t of the paper",
        "",
        "  Lin et al. write one tensor, p_t = p where truth is the class, and 1 - p elsewhere, with",
        "  alpha_t = alpha and 1 - alpha in the same places:",
        "",
        "  loss = mean(alpha_t * (1 - p_t)^gamma * -ln(p_t))",
        "",
        "  Where the class is not the truth, 1 - p_t = p: the negative term, written once. So this is",
        "  the same sum, "
            + TextNumbers.fixed(example.mean(), 10)
            + ". 1 - p is right in the form with one tensor, where every element",
        "  counts once, and wrong as a fill in the form with two, where the other tensor has it.");
  }

  private void threeClasses() {
    double alpha = example.settings().alpha().get(0);
    PixelExplanation pixel = WorkedExample.threeClasses(alpha);
    say(
        "",
        "7. Three classes: S+ and S- differ",
        "",
        "  One pixel, truth class 0, p = (0.6, 0.3, 0.1), gamma 2:",
        "");
    for (LossTerm term : pixel.terms()) {
      lines.add(
          "  class "
              + term.classIndex()
              + (term.target() ? "  (1 - p)^2 * -ln p       = " : "  p^2       * -ln(1 - p)  = ")
              + TextNumbers.fixed(term.term(), 10));
    }
    say(
        "",
        "  S+ = "
            + TextNumbers.fixed(sum(pixel, true), 10)
            + ", S- = "
            + TextNumbers.fixed(sum(pixel, false), 10),
        "  alpha 0.25: mean " + mean(alpha) + "      alpha 0.75: mean " + mean(1 - alpha),
        "",
        "  Here 1 - p of a class is the sum of two others, so no term comes twice, and alpha decides.");
  }

  private static double sum(PixelExplanation pixel, boolean target) {
    return pixel.terms().stream()
        .filter(term -> term.target() == target)
        .mapToDouble(LossTerm::term)
        .sum();
  }

  private static String mean(double alpha) {
    PixelExplanation pixel = WorkedExample.threeClasses(alpha);
    return TextNumbers.fixed(pixel.sum() / pixel.terms().size(), 10);
  }

  private void doubleSoftmax() {
    say(
        "",
        "8. The trap: softmax of a softmax",
        "",
        "  The values above are probabilities, but the loss function applies softmax to what it is",
        "  given, because it expects logits. Given these probabilities it computes with",
        "");
    lines.addAll(gridsOf(doubled, LossTerm::p, 4));
    say(
        "",
        "  values taken as    p of (0.2, 0.8)     mean",
        "  probabilities      (0.2000, 0.8000)    "
            + TextNumbers.fixed(example.mean(), 10)
            + "   "
            + Setting.ACTIVATION
            + " none",
        "  logits             ("
            + TextNumbers.fixed(doubled.grid(0, LossTerm::p)[0], 4)
            + ", "
            + TextNumbers.fixed(doubled.grid(1, LossTerm::p)[0], 4)
            + ")    "
            + TextNumbers.fixed(doubled.mean(), 10)
            + "   "
            + Setting.ACTIVATION
            + " softmax (default)",
        "",
        "  A double softmax squeezes every probability towards 1 / classes and raises no error.",
        "  Store logits; or, where files hold probabilities, say " + Setting.ACTIVATION + " none.");
  }

  private List<String> grids(ToDoubleFunction<LossTerm> property, int digits) {
    return gridsOf(example, property, digits);
  }

  private static List<String> gridsOf(
      WorkedExample of, ToDoubleFunction<LossTerm> property, int digits) {
    int width = WorkedExample.SIDE * (digits + 4) - 2;
    StringBuilder head = new StringBuilder("    ");
    for (int c = 0; c < WorkedExample.CLASSES; c++) {
      String name = "class " + c;
      head.append(name).append(" ".repeat(width + 6 - name.length()));
    }
    List<String> rows = new ArrayList<>();
    rows.add(head.toString().stripTrailing());
    for (int y = 0; y < WorkedExample.SIDE; y++) {
      StringBuilder row = new StringBuilder("    ");
      for (int c = 0; c < WorkedExample.CLASSES; c++) {
        double[] grid = of.grid(c, property);
        for (int x = 0; x < WorkedExample.SIDE; x++) {
          row.append(TextNumbers.fixed(grid[y * WorkedExample.SIDE + x], digits)).append("  ");
        }
        row.append("    ");
      }
      rows.add(row.toString().stripTrailing());
    }
    return rows;
  }

  private void say(String... more) {
    lines.addAll(List.of(more));
  }
}
