package io.github.focalaudit.report;

import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/** The commands that show more of a run, to be typed into a shell as they are. Stateless. */
public final class FollowUpText {
  private static final String LAUNCHER = "  submit/focal-audit ";

  private FollowUpText() {}

  /**
   * The lines, without line ends.
   *
   * @param reported whether the run has its report
   */
  public static List<String> lines(RunSummary summary, String runDirectory, boolean reported) {
    String run = ShellWord.of(runDirectory);
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("  more:");
    if (!reported) {
      lines.add(LAUNCHER + "report " + Setting.RUN + " " + run);
    }
    lines.add(
        LAUNCHER + "export " + Setting.RUN + " " + run + " " + Setting.OUTPUT + " images.csv");
    if (summary.images().quarantined() > 0) {
      lines.add(
          LAUNCHER + "export " + Setting.RUN + " " + run + " " + Setting.TABLE + " quarantine");
    }
    return lines;
  }
}
