package io.github.focalaudit.report.html;

import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Chart;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Picture;
import io.github.focalaudit.report.html.Block.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, as plain data. Immutable.
 *
 * @param title of the page
 * @param verdict what the run was judged to be
 * @param headline the loss mean
 * @param interval the interval of the mean; null where the run has none
 * @param settings what the mean depends on, in one line
 * @param glance what else the first screen says
 * @param sections in the order of the page
 * @param script the code of the page, trusted
 * @param style the style of the page, trusted
 * @param policy the content security policy that allows these two and nothing else
 */
record ReportPage(
    String title,
    Verdict verdict,
    String headline,
    @Nullable String interval,
    String settings,
    Glance glance,
    List<Section> sections,
    String script,
    String style,
    String policy) {

  /**
   * The verdict.
   *
   * @param word in capitals, as in {@code PASS}
   * @param kind pass, fail, inconclusive, error or none: a class of the style sheet
   * @param reason one sentence
   */
  record Verdict(String word, String kind, String reason) {}

  /**
   * Since when the loss is what it is, and where it lies.
   *
   * @param trend over past runs; null where there is none to draw
   * @param since the same in sentences
   * @param classes those with the largest parts of the loss
   * @param images those with the highest loss means
   */
  record Glance(
      @Nullable Chart trend, List<String> since, List<WorstClass> classes, List<Picture> images) {}

  /**
   * A class with a large part of the loss.
   *
   * @param name of the class
   * @param colour {@code #rrggbb} in pictures
   * @param share its part of the loss, with a bar
   * @param quality how well it is predicted; empty where that is not known
   * @param anchor id of its row in the table of classes
   */
  record WorstClass(String name, String colour, Cell share, String quality, String anchor) {}

  /**
   * A section of the page.
   *
   * @param id anchor, unique on the page
   * @param title head
   * @param lead one sentence that says how to read it; empty for none
   * @param blocks its parts
   */
  record Section(String id, String title, String lead, List<Block> blocks) {
    /** The same with so many rows of each table at most, and a word where that leaves some out. */
    Section withRows(int most) {
      List<Block> fewer = new ArrayList<>();
      for (Block block : blocks) {
        if (block instanceof Table table && table.rows().size() > most) {
          fewer.add(table.first(most));
          fewer.add(
              new Note(
                  "Shown are the first "
                      + HtmlNumbers.count(most)
                      + " of "
                      + HtmlNumbers.count(table.rows().size())
                      + " rows; the files of the run have all of them.",
                  false));
        } else {
          fewer.add(block);
        }
      }
      return new Section(id, title, lead, fewer);
    }
  }
}
