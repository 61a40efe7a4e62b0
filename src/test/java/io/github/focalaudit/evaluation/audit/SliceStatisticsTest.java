package io.github.focalaudit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.evaluation.audit.SliceStatistics.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SliceStatisticsTest {
  private static final List<String> NAMES = List.of("night", "rain", "car", "city");

  /** Losses of images, and which attributes each has. */
  private record Images(double[] losses, boolean[][] has) {
    Group group(Integer... items) {
      GroupSums sums = new GroupSums(1);
      for (int i = 0; i < losses.length; i++) {
        boolean in = true;
        for (int item : items) {
          in &= has[i][item];
        }
        if (in) {
          sums.add(0, losses[i]);
        }
      }
      return sums.group(0, List.of(items));
    }

    List<ProblemSlice> problems(Group... groups) {
      return SliceStatistics.problems(group(), List.of(groups), NAMES, 20);
    }
  }

  /** Loss 3 where both of the first two attributes hold, else 1, give or take a fifth. */
  private static Images planted(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] losses = new double[1000];
    boolean[][] has = new boolean[losses.length][NAMES.size()];
    for (int i = 0; i < losses.length; i++) {
      for (int item = 0; item < NAMES.size(); item++) {
        has[i][item] = random.nextInt(3) == 0;
      }
      losses[i] = (has[i][0] && has[i][1] ? 3 : 1) * random.nextDouble(0.8, 1.2);
    }
    return new Images(losses, has);
  }

  @Test
  void findsThePlantedCombinationAndNothingWithinIt() {
    Images images = planted(1);
    List<ProblemSlice> problems =
        images.problems(
            images.group(0),
            images.group(1),
            images.group(2),
            images.group(3),
            images.group(0, 1),
            images.group(0, 2),
            images.group(0, 1, 2),
            images.group(0, 1, 3));
    // Each of the two alone stands out too, by what it shares with the other.
    assertThat(problems)
        .extracting(ProblemSlice::attributes)
        .containsExactlyInAnyOrder(List.of("night"), List.of("rain"), List.of("night", "rain"));
    ProblemSlice both =
        problems.stream().filter(slice -> slice.attributes().size() == 2).findFirst().orElseThrow();
    double share = both.lossShare() / both.imageShare();
    assertThat(both.ratio()).isEqualTo(share);
    assertThat(both.low()).isGreaterThan(2);
    assertThat(both.high()).isLessThan(3);
  }

  @Test
  void ofTwoGroupsOfTheSameImagesTheOneWithMoreAttributesIsLeftOut() {
    Images images = planted(2);
    for (boolean[] has : images.has()) {
      has[2] = has[0] && has[1];
    }
    assertThat(images.problems(images.group(2), images.group(0, 1), images.group(0, 1, 2)))
        .extracting(ProblemSlice::attributes)
        .containsExactly(List.of("car"));
  }

  @Test
  void mostExcessLossComesFirstAndTheLimitHolds() {
    Images images = planted(3);
    Group all = images.group();
    List<Group> groups = List.of(images.group(0, 1), images.group(0), images.group(1));
    List<ProblemSlice> problems = SliceStatistics.problems(all, groups, NAMES, 20);
    assertThat(problems)
        .isSortedAccordingTo(
            (a, b) ->
                Double.compare(b.lossShare() - b.imageShare(), a.lossShare() - a.imageShare()));
    assertThat(SliceStatistics.problems(all, groups, NAMES, 1)).containsExactly(problems.get(0));
    assertThat(SliceStatistics.problems(all, List.of(), NAMES, 5)).isEmpty();
  }

  /** The formula of the class, pixel by pixel, instead of the one multiplied out. */
  @Test
  void theIntervalIsThatOfTheLinearisedRatio() {
    Images images = planted(4);
    ProblemSlice slice = SliceStatistics.slice(images.group(), images.group(0), NAMES);
    int n = images.losses().length;
    double mean = IntStream.range(0, n).mapToDouble(i -> images.losses()[i]).sum() / n;
    double in = IntStream.range(0, n).filter(i -> images.has()[i][0]).count() / (double) n;
    double both =
        IntStream.range(0, n)
                .filter(i -> images.has()[i][0])
                .mapToDouble(i -> images.losses()[i])
                .sum()
            / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double member = images.has()[i][0] ? 1 : 0;
      double loss = images.losses()[i];
      double influence = loss * member / both - loss / mean - member / in + 1;
      squares += influence * influence;
    }
    double ratio = both / mean / in;
    double half = 1.959963984540054 * ratio / n * Math.sqrt(squares);
    assertThat(slice.ratio()).isCloseTo(ratio, within(1e-12));
    assertThat(slice.low()).isCloseTo(ratio - half, within(1e-12));
    assertThat(slice.high()).isCloseTo(ratio + half, within(1e-12));
  }

  /** Groups that are drawn by lot have a ratio of 1: the interval has to hold it 19 times in 20. */
  @Test
  void theIntervalHoldsTheTruthAsOftenAsItSays() {
    int held = 0;
    int rounds = 2000;
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < rounds; round++) {
      GroupSums sums = new GroupSums(2);
      for (int i = 0; i < 300; i++) {
        double loss = -StrictMath.log(1 - random.nextDouble());
        sums.add(0, loss);
        if (random.nextInt(4) == 0) {
          sums.add(1, loss);
        }
      }
      ProblemSlice slice =
          SliceStatistics.slice(sums.group(0, List.of()), sums.group(1, List.of(0)), NAMES);
      held += slice.low() <= 1 && slice.high() >= 1 ? 1 : 0;
    }
    assertThat(held / (double) rounds).isBetween(0.93, 0.965);
  }

  @Test
  void sumsHaveTheSameBytesForAnyOrderAndSplit() {
    SplittableRandom random = new SplittableRandom(6);
    double[] losses = random.doubles(500, 0, 1e6).toArray();
    GroupSums whole = new GroupSums(3);
    List<GroupSums> parts = new ArrayList<>(List.of(new GroupSums(3)));
    for (int i = 0; i < losses.length; i++) {
      whole.add(i % 3, losses[i]);
      if (i % 70 == 0) {
        parts.add(new GroupSums(3));
      }
      parts.get(parts.size() - 1).add(i % 3, losses[i]);
    }
    Collections.shuffle(parts, new Random(7));
    GroupSums merged = new GroupSums(3);
    parts.forEach(part -> merged.merge(GroupSums.fromBytes(part.toBytes())));
    assertThat(merged.toBytes()).isEqualTo(whole.toBytes());

    byte[] bytes = whole.toBytes();
    assertThatThrownBy(() -> GroupSums.fromBytes(java.util.Arrays.copyOf(bytes, bytes.length - 1)))
        .hasMessageContaining("bytes of sums of groups: limb at offset");
    bytes[0] = 7;
    assertThatThrownBy(() -> GroupSums.fromBytes(bytes))
        .hasMessage("bytes of sums of groups: version at offset 0: expected 2, got 7");
  }

  @Test
  void aSmallExcessIsNotWorthTellingHoweverSure() {
    double[] losses = new double[1000];
    boolean[][] has = new boolean[losses.length][1];
    for (int i = 0; i < losses.length; i++) {
      has[i][0] = i % 2 == 0;
      losses[i] = has[i][0] ? 1.05 : 0.95;
    }
    Images images = new Images(losses, has);
    assertThat(SliceStatistics.slice(images.group(), images.group(0), NAMES).low())
        .isGreaterThan(1.04);
    assertThat(images.problems(images.group(0))).isEmpty();
  }
}
