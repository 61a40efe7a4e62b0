package io.github.focalaudit.dataset;

import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.StoragePaths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What to tell a user whose predictions and masks have no name in common. */
final class NearestNames {
  /** Names of a side that are compared: enough to see the rule, few enough to be quick. */
  private static final int COMPARED = 200;

  private static final int SHOWN = 3;

  private record Couple(String left, String right, int distance) {}

  private NearestNames() {}

  /** The message of the error. */
  static String explain(FileSide predictions, FileSide truths) {
    List<Couple> nearest =
        nearest(evenly(predictions.byId().keySet()), evenly(truths.byId().keySet()));
    StringBuilder message = new StringBuilder("no prediction matches a truth: ");
    message.append(predictions.byId().size()).append(" of ").append(predictions.searched());
    message.append(", ").append(truths.byId().size()).append(" of ").append(truths.searched());
    message.append(". Nearest names: ");
    List<String> shown = new ArrayList<>();
    for (Couple couple : nearest) {
      shown.add(couple.left() + " and " + couple.right());
    }
    message.append(String.join("; ", shown)).append(". ");
    return message.append(hint(predictions, truths, nearest)).toString();
  }

  private static String hint(FileSide predictions, FileSide truths, List<Couple> nearest) {
    Couple first = nearest.get(0);
    if (UnicodeTwins.areTwins(first.left(), first.right())) {
      return "These names are the same in different Unicode normalizations (NFC, NFD); rename the"
          + " files of one side.";
    }
    if (predictions.isPattern() || truths.isPattern()) {
      return "The parts that the patterns share have to be equal on both sides.";
    }
    String advice = "Where names differ by more than the extension, give patterns, ";
    String best = "which name in braces what is equal on both sides.";
    int most = 0;
    for (Couple couple : nearest) {
      String prediction = pattern(predictions, couple.left(), couple.right());
      String truth = pattern(truths, couple.right(), couple.left());
      int pairs = pairs(predictions, prediction, truths, truth);
      if (pairs > most) {
        most = pairs;
        best =
            "such as "
                + Setting.PREDICTIONS
                + " '"
                + prediction
                + "' "
                + Setting.TRUTH
                + " '"
                + truth
                + "'";
      }
    }
    return advice + best + (most > 0 ? ": " + most + (most == 1 ? " pair." : " pairs.") : "");
  }

  private static String pattern(FileSide side, String name, String other) {
    String root = side.root().replace("{", "{{").replace("}", "}}");
    return StoragePaths.child(root, template(name, other)) + extension(side, name);
  }

  /** How many images two patterns would pair; 0 where they are none, or read a name in two ways. */
  private static int pairs(FileSide left, String leftText, FileSide right, String rightText) {
    try {
      PathPattern leftPattern = new PathPattern(leftText);
      PathPattern rightPattern = new PathPattern(rightText);
      List<String> shared =
          leftPattern.names().stream().filter(rightPattern.names()::contains).toList();
      Set<List<String>> ids = ids(left, leftPattern, shared);
      ids.retainAll(ids(right, rightPattern, shared));
      return shared.isEmpty() ? 0 : ids.size();
    } catch (DatasetException e) {
      return 0;
    }
  }

  private static Set<List<String>> ids(FileSide side, PathPattern pattern, List<String> names) {
    Set<List<String>> ids = new HashSet<>();
    for (List<FileSide.Found> files : side.byId().values()) {
      for (FileSide.Found found : files) {
        Map<String, String> parts =
            pattern.match(StoragePaths.relative(side.root(), found.file().path()));
        if (parts != null) {
          ids.add(names.stream().map(name -> parts.getOrDefault(name, "")).toList());
        }
      }
    }
    return ids;
  }

  private static String extension(FileSide side, String id) {
    List<FileSide.Found> files = side.byId().getOrDefault(id, List.of());
    return files.isEmpty()
        ? ""
        : files.get(0).file().path().substring(StoragePaths.child(side.root(), id).length());
  }

  /** The first name with what it shares with the second, in its last segment, as {@code {id}}. */
  static String template(String name, String other) {
    List<String> segments = List.of(name.split("/", -1));
    StringBuilder folders = new StringBuilder();
    for (int i = 0; i < segments.size() - 1; i++) {
      folders.append("{part").append(i + 1).append("}/");
    }
    String last = StoragePaths.name(name);
    String otherLast = StoragePaths.name(other);
    int prefix = commonPrefix(last, otherLast);
    int suffix = commonPrefix(reversed(last), reversed(otherLast));
    if (prefix >= suffix) {
      int cut = prefix;
      while (cut > 1 && cut < last.length() && !Character.isLetterOrDigit(last.charAt(cut - 1))) {
        cut--;
      }
      return folders + "{id}" + last.substring(prefix == 0 ? last.length() : cut);
    }
    int start = last.length() - suffix;
    while (start > 0
        && start < last.length() - 1
        && !Character.isLetterOrDigit(last.charAt(start))) {
      start++;
    }
    return folders + last.substring(0, start) + "{id}";
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static int commonPrefix(String left, String right) {
    int length = Math.min(left.length(), right.length());
    int same = 0;
    while (same < length && left.charAt(same) == right.charAt(same)) {
      same++;
    }
    return same;
  }

  private static List<String> evenly(Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    if (all.size() <= COMPARED) {
      return all;
    }
    List<String> some = new ArrayList<>();
    for (int i = 0; i < COMPARED; i++) {
      some.add(all.get((int) ((long) i * (all.size() - 1) / (COMPARED - 1))));
    }
    return some;
  }

  /** The nearest couples, each name once; ties by name. */
  private static List<Couple> nearest(List<String> left, List<String> right) {
    List<Couple> best = new ArrayList<>();
    for (String name : left) {
      right.stream()
          .map(
              other ->
                  new Couple(
                      name, other, LevenshteinDistance.getDefaultInstance().apply(name, other)))
          .min(Comparator.comparingInt(Couple::distance).thenComparing(Couple::right))
          .ifPresent(best::add);
    }
    best.sort(Comparator.comparingInt(Couple::distance).thenComparing(Couple::left));
    return best.subList(0, Math.min(SHOWN, best.size()));
  }
}
