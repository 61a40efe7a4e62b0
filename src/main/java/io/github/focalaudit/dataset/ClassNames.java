package io.github.focalaudit.dataset;

import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of the classes: line k of a file is class k - 1. Stateless. */
public final class ClassNames {
  private static final int FILE_LIMIT_BYTES = 4 << 20;

  private ClassNames() {}

  /**
   * Reads a UTF-8 file of one name a line. Blank lines at the end do not count.
   *
   * @param classes the number of names it has to have
   * @throws DatasetException where it has another number, an empty name or one name twice
   */
  public static List<String> load(Storage storage, String file, int classes) throws IOException {
    String path = storage.resolve(file);
    List<String> names = new ArrayList<>();
    for (String line : TextFiles.read(storage, path, FILE_LIMIT_BYTES).split("\\R", -1)) {
      names.add(line.strip());
    }
    while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
      names.remove(names.size() - 1);
    }
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isEmpty()) {
        throw new DatasetException("class names " + path + ": line " + (i + 1) + " is empty");
      }
      Integer earlier = lines.putIfAbsent(names.get(i), i + 1);
      if (earlier != null) {
        throw new DatasetException(
            "class names "
                + path
                + ": lines "
                + earlier
                + " and "
                + (i + 1)
                + " are both "
                + names.get(i));
      }
    }
    if (names.size() != classes) {
      throw new DatasetException(
          "class names "
              + path
              + ": expected "
              + classes
              + " names, one a class, got "
              + names.size());
    }
    return List.copyOf(names);
  }

  /**
   * The indices of classes that an option names, by name, or by index where no class has that name.
   *
   * @param option for messages
   * @throws DatasetException for one that there is not
   */
  public static List<Integer> indices(
      String option, Collection<String> classes, List<String> names) {
    List<Integer> indices = new ArrayList<>();
    for (String text : classes) {
      int index = names.indexOf(text);
      if (index < 0 && text.matches("\\d{1,6}") && Integer.parseInt(text) < names.size()) {
        index = Integer.parseInt(text);
      }
      if (index < 0) {
        throw new DatasetException(
            option + ": the run has no class \"" + text + "\"; it has " + names);
      }
      indices.add(index);
    }
    return List.copyOf(indices);
  }

  /** {@code class 0}, {@code class 1}, ... for a dataset without names. */
  public static List<String> numbered(int classes) {
    List<String> names = new ArrayList<>(classes);
    for (int i = 0; i < classes; i++) {
      names.add("class " + i);
    }
    return List.copyOf(names);
  }
}
