package io.github.focalaudit.report.html;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a section, as plain data. Immutable. */
sealed interface Block {

  /** Label and value pairs. */
  record Facts(List<Fact> facts) implements Block {}

  /**
   * One fact.
   *
   * @param label what it is
   * @param value readable text; it may come from a user
   * @param detail a smaller second line
   */
  record Fact(String label, String value, @Nullable String detail) {
    Fact(String label, String value) {
      this(label, value, null);
    }
  }

  /** A paragraph; a warning stands out. */
  record Note(String text, boolean warning) implements Block {}

  /** Lines to be typed into a shell. */
  record Commands(String caption, List<String> lines) implements Block {}

  /**
   * A table whose columns sort.
   *
   * @param caption what the rows are
   * @param columns heads, as many as every row has cells
   * @param rows in the order that is shown first
   * @param anchor of which, with its number from 1 behind a dash, each row has its id; null for
   *     none
   */
  record Table(String caption, List<Column> columns, List<List<Cell>> rows, @Nullable String anchor)
      implements Block {
    Table(String caption, List<Column> columns, List<List<Cell>> rows) {
      this(caption, columns, rows, null);
    }

    /** The same with the first rows only. */
    Table first(int count) {
      return new Table(caption, columns, rows.subList(0, Math.min(count, rows.size())), anchor);
    }

    /** The same without the columns that have nothing to show in any row. */
    Table withoutEmptyColumns() {
      List<Integer> kept = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        int column = c;
        if (rows.isEmpty() || rows.stream().anyMatch(row -> !row.get(column).isEmpty())) {
          kept.add(column);
        }
      }
      return new Table(
          caption,
          kept.stream().map(columns::get).toList(),
          rows.stream().map(row -> kept.stream().map(row::get).toList()).toList(),
          anchor);
    }
  }

  /**
   * Shares of each class by class, as many rows as columns.
   *
   * @param caption what the rows and columns are
   * @param classes heads of rows and columns alike
   * @param rows cells with shares
   */
  record Matrix(String caption, List<Swatch> classes, List<List<Cell>> rows) implements Block {}

  /**
   * A column head.
   *
   * @param title what its cells are
   * @param numeric whether the keys of its cells are numbers or empty; it sorts downwards first
   * @param set how its cells are set: a class of the style sheet, {@code number} or {@code words}
   */
  record Column(String title, boolean numeric, String set) {
    static Column text(String title) {
      return new Column(title, false, "words");
    }

    static Column number(String title) {
      return new Column(title, true, "number");
    }

    /** Words that sort by a number. */
    static Column ranked(String title) {
      return new Column(title, true, "words");
    }
  }

  /**
   * A cell.
   *
   * @param text what is shown
   * @param key what the column sorts by
   * @param share length of a bar behind the text, in [0, 1]
   * @param colour {@code #rrggbb} of a swatch before the text
   */
  record Cell(String text, String key, @Nullable Double share, @Nullable String colour) {
    static Cell text(String text) {
      String readable = ReadableText.of(text);
      return new Cell(readable, readable, null, null);
    }

    /** A phrase of the page, whose parts from outside were made readable before. */
    static Cell phrase(String text) {
      return new Cell(text, text, null, null);
    }

    static Cell swatch(String text, String colour) {
      String readable = ReadableText.of(text);
      return new Cell(readable, readable, null, colour);
    }

    static Cell count(@Nullable Long value) {
      return value == null
          ? missing()
          : new Cell(HtmlNumbers.count(value), Long.toString(value), null, null);
    }

    static Cell number(@Nullable Double value) {
      return value == null
          ? missing()
          : new Cell(HtmlNumbers.digits(value), Double.toString(value), null, null);
    }

    /** A number with one decimal. */
    static Cell decimal(@Nullable Double value) {
      return value == null
          ? missing()
          : new Cell(HtmlNumbers.fixed(value, 1), Double.toString(value), null, null);
    }

    /** A part that was chosen, such as a quantile, as a percentage without zeros at its end. */
    static Cell level(@Nullable Double value) {
      return value == null
          ? missing()
          : new Cell(HtmlNumbers.level(value), Double.toString(value), null, null);
    }

    /** A change, with its sign. */
    static Cell signed(@Nullable Double value) {
      return value == null
          ? missing()
          : new Cell(HtmlNumbers.signed(value), Double.toString(value), null, null);
    }

    static Cell percent(@Nullable Double value) {
      return value == null
          ? missing()
          : new Cell(HtmlNumbers.percent(value), Double.toString(value), null, null);
    }

    static Cell bar(@Nullable Double value, double largest) {
      if (value == null) {
        return missing();
      }
      double share = largest > 0 ? Math.min(1, Math.max(0, value / largest)) : 0;
      return new Cell(HtmlNumbers.percent(value), Double.toString(value), share, null);
    }

    /** A number that is not there: a dash that sorts below every number. */
    static Cell missing() {
      return new Cell("–", "", null, null);
    }

    /** Whether there is nothing to see: no text, or the dash of a missing value. */
    boolean isEmpty() {
      return text.isEmpty() || equals(missing());
    }

    /** Width of the bar in the 100 units of its drawing. */
    String barWidth() {
      return share == null ? "0" : HtmlNumbers.fixed(share * 100, 1);
    }

    /** Class of the style sheet for the background of a share: none, or one of ten steps. */
    String shade() {
      Double part = share;
      return part == null || part == 0 ? "" : "shade" + Math.max(1, (int) Math.ceil(part * 10));
    }
  }

  /**
   * A drawing with axes, in the units of its view box.
   *
   * @param id unique on the page
   * @param title what is drawn
   * @param description what it shows, for those who cannot see it
   * @param width of the view box
   * @param height of the view box
   * @param bars filled rectangles
   * @param paths lines
   * @param points marks
   * @param ticks labels and grid lines
   */
  record Chart(
      String id,
      String title,
      String description,
      int width,
      int height,
      List<Bar> bars,
      List<Path> paths,
      List<Point> points,
      List<Tick> ticks)
      implements Block {}

  /** A bar of a chart; the title is its tooltip. */
  record Bar(String x, String y, String width, String height, String title) {}

  /** A line of a chart; {@code kind} is a class of the style sheet. */
  record Path(String points, String kind) {}

  /** A mark of a chart; the title is its tooltip, {@code kind} are classes of the style sheet. */
  record Point(String x, String y, String title, String kind) {
    /** Upper left corner of the square of a mark that is drawn as one. */
    String corner(String coordinate) {
      return HtmlNumbers.fixed(Double.parseDouble(coordinate) - 5, 2);
    }

    boolean square() {
      return kind.contains("failed");
    }
  }

  /** A label of an axis, with the grid line that belongs to it, or an axis title. */
  record Tick(String x, String y, String anchor, String text, @Nullable Path grid) {}

  /** Pictures that open large, with the legend beside them. */
  record Gallery(String caption, List<Picture> pictures, Legend legend) implements Block {}

  /**
   * A picture.
   *
   * @param title what it is a picture of
   * @param caption what is to be seen
   * @param alternative text for those who cannot see it
   * @param image the picture; null where there is none or no room for it
   * @param anchor id of the row of the image in a table of the page
   */
  record Picture(
      String title,
      String caption,
      String alternative,
      PictureBudget.@Nullable Embedded image,
      String anchor) {}

  /**
   * What the panels of pictures show.
   *
   * @param panels from left to right
   * @param scale colours of losses, {@code #rrggbb}, from none to the most
   * @param swatches names of classes with their colours
   */
  record Legend(List<String> panels, List<String> scale, List<Swatch> swatches) {}

  /** A colour, {@code #rrggbb}, and what it stands for. */
  record Swatch(String name, String colour) {}
}
