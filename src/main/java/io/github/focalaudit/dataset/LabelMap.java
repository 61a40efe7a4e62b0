package io.github.focalaudit.dataset;

import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mask values to class indices: {@code 0-6:ignore,7:0,*:ignore}. An entry is a value, a range of
 * values with both ends, or {@code *} for all that no other entry names; its target is a class
 * index or {@code ignore}. Values may be negative. Immutable and thread-safe.
 */
public final class LabelMap {
  /** Result of {@link #target(long)}: the pixel is left out. */
  public static final int IGNORE = -1;

  /** Result of {@link #target(long)}: no entry names the value. */
  public static final int UNMAPPED = -2;

  /** Bytes of the largest file that is taken for a label map. */
  private static final int FILE_LIMIT_BYTES = 1 << 20;

  private static final Pattern ENTRY =
      Pattern.compile("(\\*|-?\\d+)(?:\\s*-\\s*(-?\\d+))?\\s*:\\s*(\\S+)");
  private static final Pattern STARTS_LIKE_ENTRY =
      Pattern.compile("\\s*(\\*|-?\\d+(\\s*-\\s*-?\\d+)?)\\s*:.*", Pattern.DOTALL);

  private record Entry(long low, long high, int target, String text) {}

  private final List<Entry> entries;
  private final @Nullable Entry others;

  private LabelMap(List<Entry> entries, @Nullable Entry others) {
    this.entries = List.copyOf(entries);
    this.others = others;
  }

  /**
   * The map that an option names: entries themselves, or a file of them.
   *
   * @throws DatasetException where an entry is wrong
   * @throws IOException where there is no such file
   */
  public static LabelMap load(Storage storage, String option) throws IOException {
    if (isText(option)) {
      return parse(option, Setting.LABEL_MAP.option());
    }
    String path = storage.resolve(option);
    return parse(TextFiles.read(storage, path, FILE_LIMIT_BYTES), path);
  }

  /** Whether an option holds the entries themselves, and not the path of their file. */
  public static boolean isText(String option) {
    return STARTS_LIKE_ENTRY.matcher(option).matches();
  }

  /**
   * Reads entries, one a line or separated by commas; {@code #} starts a comment.
   *
   * @param source where the text comes from, for messages
   * @throws DatasetException where an entry is malformed or overlaps another
   */
  public static LabelMap parse(String text, String source) {
    List<Entry> entries = new ArrayList<>();
    Entry others = null;
    int lineNumber = 0;
    for (String line : text.split("\\R", -1)) {
      lineNumber++;
      int comment = line.indexOf('#');
      for (String part : (comment < 0 ? line : line.substring(0, comment)).split(",", -1)) {
        String trimmed = part.strip();
        if (trimmed.isEmpty()) {
          continue;
        }
        String where = "label map " + source + ", line " + lineNumber + ": ";
        Entry entry = entry(trimmed, where);
        if (!trimmed.startsWith("*")) {
          entries.add(entry);
        } else if (others == null) {
          others = entry;
        } else {
          throw new DatasetException(where + "* is there twice: " + others.text() + ", " + trimmed);
        }
      }
    }
    if (entries.isEmpty() && others == null) {
      throw new DatasetException(
          "label map " + source + " has no entry, expected such as 7:0 or 0-6:ignore");
    }
    entries.sort(Comparator.comparingLong(Entry::low));
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).low() <= entries.get(i - 1).high()) {
        throw new DatasetException(
            "label map "
                + source
                + ": entries "
                + entries.get(i - 1).text()
                + " and "
                + entries.get(i).text()
                + " overlap at value "
                + entries.get(i).low());
      }
    }
    return new LabelMap(entries, others);
  }

  private static Entry entry(String text, String where) {
    Matcher matcher = ENTRY.matcher(text);
    if (!matcher.matches() || (text.startsWith("*") && matcher.group(2) != null)) {
      throw new DatasetException(
          where + text + " is no entry, expected such as 7:0, 0-6:ignore or *:ignore");
    }
    try {
      int target = target(matcher.group(3), text, where);
      if (text.startsWith("*")) {
        return new Entry(0, 0, target, text);
      }
      long low = Long.parseLong(matcher.group(1));
      long high = matcher.group(2) == null ? low : Long.parseLong(matcher.group(2));
      if (high < low) {
        throw new DatasetException(where + text + " ends before it starts");
      }
      return new Entry(low, high, target, text);
    } catch (NumberFormatException e) {
      throw new DatasetException(where + text + " has a number that is too large", e);
    }
  }

  private static int target(String text, String entry, String where) {
    if (text.toLowerCase(Locale.ROOT).equals("ignore")) {
      return IGNORE;
    }
    if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new DatasetException(
          where + entry + ": target " + text + ", expected a class index or ignore");
    }
    return Integer.parseInt(text);
  }

  /** The class index of a mask value, {@link #IGNORE} or {@link #UNMAPPED}. */
  public int target(long value) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Entry entry = entries.get(middle);
      if (value < entry.low()) {
        high = middle - 1;
      } else if (value > entry.high()) {
        low = middle + 1;
      } else {
        return entry.target();
      }
    }
    return others == null ? UNMAPPED : others.target();
  }

  /**
   * Checks that every target is a class, or ignored.
   *
   * @param ignored values that are ignored after the map
   * @throws DatasetException that names the first entry at fault
   */
  public void requireTargetsBelow(int classes, Collection<Integer> ignored) {
    for (Entry entry : entries) {
      requireTarget(entry, classes, ignored);
    }
    if (others != null) {
      requireTarget(others, classes, ignored);
    }
  }

  private static void requireTarget(Entry entry, int classes, Collection<Integer> ignored) {
    if (entry.target() >= classes && !ignored.contains(entry.target())) {
      throw new DatasetException(
          "label map entry "
              + entry.text()
              + ": class "
              + entry.target()
              + ", expected one below "
              + classes
              + ", the number of classes");
    }
  }

  /** The entries by value, as they were written, separated by commas. */
  @Override
  public String toString() {
    List<String> texts = new ArrayList<>(entries.stream().map(Entry::text).toList());
    if (others != null) {
      texts.add(others.text());
    }
    return String.join(",", texts);
  }
}
