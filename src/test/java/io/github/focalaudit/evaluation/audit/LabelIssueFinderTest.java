package io.github.focalaudit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.PixelScan.Span;
import io.github.focalaudit.evaluation.PixelView;
import io.github.focalaudit.evaluation.PixelViews;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.Activation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelIssueFinderTest {
  private static final LossSettings PROBABILITIES = probabilities();

  private static LossSettings probabilities() {
    LossSettings base = LossSettings.of(Preset.ONE_VS_REST);
    return base.toBuilder().activation(Activation.NONE).build();
  }

  /** A model that takes one label for each other class once in e pixels: a surprise of 1. */
  private static LabelModel model(double... thresholds) {
    long[][] confusion = new long[thresholds.length][thresholds.length];
    for (int given = 0; given < thresholds.length; given++) {
      java.util.Arrays.fill(confusion[given], 1_000_000);
      double rest = (Math.E - thresholds.length + 1) * 1_000_000;
      confusion[given][given] = Math.max(0, Math.round(rest));
    }
    return new LabelModel(thresholds, confusion);
  }

  private static PixelView view(int label, double... probabilities) {
    return PixelViews.of(PROBABILITIES, label, probabilities);
  }

  @Test
  void suggestsTheMostProbableOfTheClassesThatReachTheirThreshold() {
    LabelIssueFinder finder = new LabelIssueFinder(model(0.9, 0.3, 0.25, Double.NaN), 10, 1, 7);
    finder.pixel(0, view(2, 0.5, 0.35, 0.1, 0.05)); // only class 1 reaches its threshold
    finder.pixel(1, view(0, 0.2, 0.35, 0.4, 0.05)); // 1 and 2 do, 2 is larger
    finder.pixel(2, view(2, 0.2, 0.35, 0.4, 0.05)); // the label itself
    finder.pixel(3, view(0, 0.6, 0.2, 0.1, 0.1)); // none
    finder.pixel(4, view(0, 0.05, 0.05, 0.1, 0.8)); // a class without threshold
    finder.pixel(5, view(-1, 0.05, 0.9, 0.05, 0)); // ignored

    finder.pixel(6, view(0, 0.5, 0.35, 0.1, 0.05)); // class 1 again, but 0 is predicted

    ImageIssues issues = finder.issues();

    assertThat(issues.validPixels()).isEqualTo(6);
    assertThat(issues.suspectPixels()).isEqualTo(2);
    assertThat(issues.pairs())
        .containsExactly(new ImageIssues.Pair(0, 2, 1, 1), new ImageIssues.Pair(2, 1, 1, 1));
  }

  @Test
  void marksThePixelsOfTheComponentsWithTheHighestScores() {
    for (int most = 1; most <= 2; most++) {
      LabelIssueFinder finder =
          new LabelIssueFinder(model(0.5, 0.5, 0.5), most, 2, 4).withSuspects();
      for (int i = 0; i < 8; i++) {
        // Three pixels of class 1 on the left, one of class 2 on the right.
        double[] p = i % 4 == 0 || i == 1 ? new double[] {0.1, 0.8, 0.1} : new double[] {1, 0, 0};
        finder.pixel(i, view(0, i == 7 ? new double[] {0.1, 0.1, 0.8} : p));
      }
      boolean second = most == 2;
      assertThat(finder.suspects())
          .containsExactly(true, true, false, false, true, false, false, second);
    }
  }

  @Test
  void discountsPixelsWithinTwoOfABoundary() {
    // Labels change between columns 7 and 8: columns 6 to 9 are within two of the other label.
    LabelIssueFinder finder = new LabelIssueFinder(model(0.5, 0.5, 0.5), 10, 16);
    for (int x = 0; x < 16; x++) {
      finder.pixel(x, view(x < 8 ? 0 : 1, 0.1, 0.1, 0.8));
    }

    List<SuspectComponent> components = finder.issues().components();

    // 6 pixels count in full and 2 for a tenth, each with ln(0.5 / 0.2).
    assertThat(components).hasSize(2);
    assertThat(components.get(0).area()).isEqualTo(8);
    assertThat(components.get(0).score())
        .isCloseTo(Math.sqrt(6.2) * StrictMath.log(2.5), within(1e-5));
    assertThat(components.get(0).probability()).isCloseTo(0.8, within(1e-7));
  }

  /** A flood fill over the whole image, pixel by pixel, is the oracle. */
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,90", "1,60,1", "1,40,50", "3,17,23", "4,1,30"})
  void componentsAreThoseOfAFloodFill(int planes, int height, int width) {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int pixels = planes * height * width;
      int[] labels = new int[pixels];
      int[] suggested = new int[pixels];
      LabelIssueFinder finder =
          new LabelIssueFinder(model(0.6, 0.6, 0.6), Integer.MAX_VALUE, planes, height, width);
      double[] p = new double[3];
      for (int i = 0; i < pixels; i++) {
        labels[i] = random.nextInt(8) == 0 ? -1 : random.nextInt(2);
        suggested[i] = random.nextInt(3);
        java.util.Arrays.fill(p, 0.1);
        p[suggested[i]] = 0.8;
        finder.pixel(i, view(labels[i], p));
        suggested[i] = labels[i] < 0 || labels[i] == suggested[i] ? -1 : suggested[i];
      }
      List<int[]> expected = floodFill(labels, suggested, height, width);
      List<int[]> found = new ArrayList<>();
      for (SuspectComponent c : finder.issues().components()) {
        found.add(
            new int[] {
              c.given(),
              c.suggested(),
              (int) c.area(),
              c.plane(),
              c.top(),
              c.left(),
              c.bottom(),
              c.right()
            });
      }
      Comparator<int[]> order = java.util.Arrays::compare;
      found.sort(order);
      expected.sort(order);
      assertThat(found).as("seed " + seed).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).as("seed " + seed).containsExactly(expected.get(i));
      }
    }
  }

  /** A random image: labels in patches, and the probabilities of a model that often errs. */
  private static final class Noise {
    final int[] labels;
    final double[][] probabilities;

    Noise(int pixels, int width, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      labels = new int[pixels];
      probabilities = new double[pixels][];
      for (int i = 0; i < pixels; i++) {
        int patch = i / width / 4 * 31 + i % width / 5;
        labels[i] = random.nextInt(20) == 0 ? -1 : Math.floorMod(patch * 0x9E3779B9, 7) % 2;
        double p = 0.61 + 0.38 * random.nextDouble();
        double[] of = {(1 - p) / 2, (1 - p) / 2, (1 - p) / 2};
        of[random.nextInt(3)] = p;
        probabilities[i] = of;
      }
    }

    void show(LabelIssueFinder finder, int from, int to) {
      for (int i = (int) finder.marginFrom(); i < finder.marginTo(); i++) {
        if (i < from || i >= to) {
          finder.label(i, labels[i]);
        } else {
          finder.pixel(i, view(labels[i], probabilities[i]));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,90", "1,60,1", "1,40,50", "3,17,23", "4,1,30", "1,3,300", "2,2,2"})
  void unitsCutAnywhereHaveTheIssuesOfTheWholeImage(int planes, int height, int width) {
    int pixels = planes * height * width;
    LabelModel model = model(0.6, 0.6, 0.6);
    for (int seed = 0; seed < 12; seed++) {
      Noise image = new Noise(pixels, width, seed);
      LabelIssueFinder whole = new LabelIssueFinder(model, 5, planes, height, width);
      image.show(whole, 0, pixels);
      ImageIssues expected = whole.issues();
      assertThat(expected.componentCount()).isPositive();
      int[] cuts =
          new java.util.Random(seed)
              .ints(1, pixels)
              .distinct()
              .limit(1 + seed * seed % (pixels - 1))
              .sorted()
              .toArray();
      List<IssueState> units = new ArrayList<>();
      for (int i = 0; i <= cuts.length; i++) {
        int from = i == 0 ? 0 : cuts[i - 1];
        int to = i == cuts.length ? pixels : cuts[i];
        LabelIssueFinder finder =
            new LabelIssueFinder(model, 5, new Span(from, to), planes, height, width);
        image.show(finder, from, to);
        units.add(0, IssueState.fromBytes(model, 5, finder.state().toBytes()));
      }
      assertThat(IssueState.issues(units, model, 5))
          .as("seed " + seed + ", " + cuts.length + " cuts")
          .isEqualTo(expected);
    }
  }

  private static List<int[]> floodFill(int[] labels, int[] suggested, int height, int width) {
    boolean[] seen = new boolean[labels.length];
    List<int[]> components = new ArrayList<>();
    for (int start = 0; start < labels.length; start++) {
      if (seen[start] || suggested[start] < 0) {
        continue;
      }
      int plane = start / (height * width);
      int[] component = {
        labels[start], suggested[start], 0, plane, height, width, -1, -1,
      };
      Deque<Integer> open = new ArrayDeque<>(List.of(start));
      seen[start] = true;
      while (!open.isEmpty()) {
        int at = open.pop();
        int y = at / width % height;
        int x = at % width;
        component[2]++;
        component[4] = Math.min(component[4], y);
        component[5] = Math.min(component[5], x);
        component[6] = Math.max(component[6], y);
        component[7] = Math.max(component[7], x);
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            int next = (plane * height + y + dy) * width + x + dx;
            boolean inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
            if (inside
                && !seen[next]
                && labels[next] == labels[start]
                && suggested[next] == suggested[start]) {
              seen[next] = true;
              open.push(next);
            }
          }
        }
      }
      components.add(component);
    }
    return components;
  }

  @Test
  void ranksRareConfusionsAboveThoseOfEveryDay() {
    // Of a thousand pixels of class 0, the model takes 99 for class 1 and none for class 2.
    LabelModel model =
        new LabelModel(
            new double[] {0.5, 0.5, 0.5}, new long[][] {{900, 99, 0}, {0, 9, 0}, {0, 0, 9}});
    assertThat(model.surprise(0, 1)).isCloseTo(-StrictMath.log(100d / 1000), within(1e-12));
    assertThat(model.surprise(0, 2)).isCloseTo(-StrictMath.log(1d / 1000), within(1e-12));
    LabelIssueFinder finder = new LabelIssueFinder(model, 10, 20);
    for (int x = 0; x < 20; x++) {
      finder.pixel(x, x < 11 ? view(0, 0.1, 0.8, 0.1) : view(0, 0.1, 0.1, 0.8));
    }

    ImageIssues issues = finder.issues();

    assertThat(issues.components())
        .extracting(SuspectComponent::suggested, SuspectComponent::area)
        .containsExactly(tuple(2, 9L), tuple(1, 11L));
    assertThat(issues.score()).isEqualTo(issues.components().get(0).score());
    assertThat(issues.score())
        .isCloseTo(StrictMath.log(1000) * 3 * StrictMath.log(2.5), within(1e-5));
  }
}
