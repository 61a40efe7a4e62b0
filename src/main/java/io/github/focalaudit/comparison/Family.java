package io.github.focalaudit.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rules that are judged together: the step-down studentised maximum of Romano and Wolf (2005,
 * doi:10.1111/j.1468-0262.2005.00615.x; 2016, doi:10.1016/j.spl.2016.02.012). The critical value of
 * a step is a quantile, over the replicates, of the largest t among the members that are still
 * open; members that are decided leave, and the rest is judged again. So the chance that any rule
 * of the family fires without cause stays near 1 - confidence however many there are, and the
 * correlation between slices is used, not assumed away. Both directions, failing and passing, are
 * judged so.
 *
 * <p>An end is never inside the end of the metric judged alone. A family of one member is that
 * metric judged alone. Immutable; the replicates are not copied.
 */
public final class Family {
  private final List<Member> members;
  private final double[][] replicates;

  /**
   * A bound on a change, in the direction in which it gets worse.
   *
   * @param metric column in the replicates
   * @param difference what is known about the change
   * @param confidence one-sided
   * @param margin in units of the metric, at least 0
   * @param increase whether an increase is what the rule limits
   */
  public record Member(
      int metric, Difference difference, double confidence, double margin, boolean increase) {}

  /**
   * @param lower lower end of the change
   * @param upper upper end of the change
   */
  public record Ends(double lower, double upper) {}

  /**
   * @param members each with an interval
   * @param replicates t of each replicate and metric
   */
  public Family(List<Member> members, double[][] replicates) {
    this.members = List.copyOf(members);
    this.replicates = replicates;
  }

  /** The ends of each member, at the step at which it was decided. */
  public List<Ends> ends() {
    double[] failing = stepDown(true);
    double[] passing = stepDown(false);
    List<Ends> ends = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      double confidence = member.confidence();
      double lower =
          member.difference().lower(confidence, member.increase() ? failing[i] : passing[i]);
      double upper =
          member.difference().upper(confidence, member.increase() ? passing[i] : failing[i]);
      ends.add(new Ends(lower, upper));
    }
    return ends;
  }

  /**
   * Critical values.
   *
   * @param failing whether the end towards the margin decides that a rule fails; else that it holds
   */
  private double[] stepDown(boolean failing) {
    double[] critical = new double[members.size()];
    boolean[] decided = new boolean[members.size()];
    for (int i = 0; i < decided.length; i++) {
      decided[i] = members.get(i).difference().identical();
    }
    boolean moved = true;
    while (moved) {
      double[] largest = largest(decided, failing);
      moved = false;
      boolean[] before = decided.clone();
      for (int i = 0; i < decided.length; i++) {
        if (!before[i]) {
          critical[i] = Difference.quantile(largest, members.get(i).confidence());
          decided[i] = decides(members.get(i), critical[i], failing);
          moved |= decided[i];
        }
      }
    }
    return critical;
  }

  private static boolean decides(Member member, double critical, boolean failing) {
    Difference difference = member.difference();
    double confidence = member.confidence();
    if (member.increase()) {
      return failing
          ? difference.lower(confidence, critical) > member.margin()
          : difference.upper(confidence, critical) <= member.margin();
    }
    return failing
        ? difference.upper(confidence, critical) < -member.margin()
        : difference.lower(confidence, critical) >= -member.margin();
  }

  /** The largest t of each replicate over the open members, sorted. */
  private double[] largest(boolean[] decided, boolean failing) {
    double[] largest = new double[replicates.length];
    for (int r = 0; r < largest.length; r++) {
      double most = Double.NaN;
      for (int i = 0; i < decided.length; i++) {
        double t = replicates[r][members.get(i).metric()];
        if (!decided[i] && !Double.isNaN(t)) {
          // The lower end rests on the upper tail of t, the upper end on the lower tail.
          double signed = failing == members.get(i).increase() ? t : -t;
          most = Double.isNaN(most) ? signed : Math.max(most, signed);
        }
      }
      largest[r] = most;
    }
    return Arrays.stream(largest).filter(t -> !Double.isNaN(t)).sorted().toArray();
  }
}
