package io.github.focalaudit.evaluation.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much of the loss groups of images carry: for a group, the ratio of its share of the loss to
 * its share of the images, with an interval over images. Stateless.
 *
 * <p>With L the loss sum of an image, I whether it is in the group, and means over all n images,
 * the ratio is r = mean(L I) / (mean(L) mean(I)). Its linearised standard error is r / n times the
 * root of the sum over images of (L I / mean(L I) - L / mean(L) - I / mean(I) + 1)^2, and the
 * interval is r plus or minus 1.96 of it.
 */
public final class SliceStatistics {
  /** Level of the intervals. */
  public static final double CONFIDENCE = 0.95;

  /** The 0.975 quantile of the standard normal distribution. */
  private static final double NORMAL_QUANTILE = 1.959963984540054;

  /** What is worth telling: a ratio of at least this, and as much over a larger group's. */
  private static final double WORTH_TELLING = 1.1;

  private SliceStatistics() {}

  /**
   * The sums of a group.
   *
   * @param items its attributes, sorted
   * @param images number of its images
   * @param loss sum of their loss sums
   * @param squares sum of the squares of their loss sums
   */
  public record Group(List<Integer> items, long images, double loss, double squares) {}

  /**
   * Groups whose ratio is 1.1 or more and whose interval lies above 1, most excess loss first. Of
   * two where one holds the other, the smaller one is left out unless its ratio is larger by a
   * tenth; of two with the same images and loss, the one with more attributes.
   *
   * @param all the sums of all images, without attributes
   * @param groups every candidate
   * @param names of the attributes
   * @param limit most groups that are returned
   */
  public static List<ProblemSlice> problems(
      Group all, List<Group> groups, List<String> names, int limit) {
    List<ProblemSlice> kept = new ArrayList<>();
    List<Set<String>> keptItems = new ArrayList<>();
    List<Group> general = new ArrayList<>(groups);
    general.sort(
        Comparator.<Group>comparingInt(group -> group.items().size())
            .thenComparing(group -> group.items().toString()));
    for (Group group : general) {
      ProblemSlice slice = slice(all, group, names);
      Set<String> items = new HashSet<>(slice.attributes());
      boolean redundant = false;
      for (int i = 0; i < kept.size(); i++) {
        ProblemSlice other = kept.get(i);
        boolean holds = items.containsAll(keptItems.get(i));
        boolean same = other.images() == slice.images() && other.lossShare() == slice.lossShare();
        redundant |= same || holds && slice.ratio() < other.ratio() * WORTH_TELLING;
      }
      if (slice.low() > 1 && slice.ratio() >= WORTH_TELLING && !redundant) {
        kept.add(slice);
        keptItems.add(items);
      }
    }
    kept.sort(
        Comparator.<ProblemSlice>comparingDouble(slice -> slice.imageShare() - slice.lossShare())
            .thenComparing(slice -> slice.attributes().toString()));
    return List.copyOf(kept.subList(0, Math.min(limit, kept.size())));
  }

  /** The share, the ratio and the interval of one group. */
  static ProblemSlice slice(Group all, Group group, List<String> names) {
    double n = all.images();
    double lossShare = group.loss() / all.loss();
    double imageShare = group.images() / n;
    double ratio = lossShare / imageShare;
    double a = n / group.loss();
    double b = n / all.loss();
    double c = n / group.images();
    // The square of (a L I - b L - c I + 1) written out, with I * I = I.
    double squares =
        a * a * group.squares()
            + b * b * all.squares()
            + c * c * group.images()
            + n
            - 2 * a * b * group.squares()
            - 2 * a * c * group.loss()
            + 2 * a * group.loss()
            + 2 * b * c * group.loss()
            - 2 * b * all.loss()
            - 2 * c * group.images();
    double half = NORMAL_QUANTILE * ratio / n * Math.sqrt(Math.max(0, squares));
    return new ProblemSlice(
        group.items().stream().map(names::get).toList(),
        group.images(),
        imageShare,
        lossShare,
        ratio,
        ratio - half,
        ratio + half);
  }
}
