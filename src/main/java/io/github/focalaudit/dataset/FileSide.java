package io.github.focalaudit.dataset;

import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.PassedOver;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The prediction files or the truth files of a dataset, by image id. */
final class FileSide {
  private static final int NAMED_LEFT_OUT = 5;

  /** A file and what its path says about it. */
  record Found(FileEntry file, Map<String, String> parts) {}

  private final String role;
  private final String option;
  private final @Nullable PathPattern pattern;
  private final List<String> idNames;
  private final List<String> extensions;
  private final String root;
  private final Map<String, List<Found>> byId = new TreeMap<>();
  private final Map<String, Map<String, String>> partsById = new HashMap<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> leftOutFolders = new ArrayList<>();
  private final List<QuarantinedInput> lost = new ArrayList<>();
  private int fileCount;

  /**
   * @param role {@code prediction} or {@code truth}, for messages
   * @param option how the user gave it
   * @param root the resolved directory that is listed
   * @param pattern null for a directory
   * @param idNames the names of the pattern that form the id
   * @param extensions what counts in a directory and is missed by a pattern, lower case, with the
   *     dot
   */
  FileSide(
      String role,
      String option,
      String root,
      @Nullable PathPattern pattern,
      List<String> idNames,
      List<String> extensions) {
    this.role = role;
    this.option = option;
    this.root = root;
    this.pattern = pattern;
    this.idNames = List.copyOf(idNames);
    this.extensions = List.copyOf(extensions);
  }

  /** Lists the directory once. */
  void list(Storage storage, Predicate<String> excluded) throws IOException {
    List<PassedOver> passedOver = new ArrayList<>();
    List<FileEntry> files = entries(storage, passedOver);
    for (PassedOver name : passedOver) {
      if (!excluded.test(name.path())) {
        addPassedOver(name);
      }
    }
    for (FileEntry file : files) {
      if (excluded.test(file.path())) {
        continue;
      }
      String relative = StoragePaths.relative(root, file.path());
      if (pattern == null) {
        String extension = extensionOf(relative);
        if (extension == null) {
          leftOut.add(relative);
        } else {
          String id = relative.substring(0, relative.length() - extension.length());
          add(id, new Found(file, Map.of()));
        }
      } else {
        Map<String, String> parts = pattern.match(relative);
        if (parts != null) {
          String id = String.join("/", idNames.stream().map(parts::get).toList());
          add(id, new Found(file, parts));
          partsById.putIfAbsent(id, parts);
        } else if (extensionOf(relative) != null) {
          leftOut.add(relative);
        }
      }
    }
  }

  private void addPassedOver(PassedOver name) {
    String relative = StoragePaths.relative(root, name.path());
    if (!name.lost()) {
      leftOutFolders.add(relative + " (" + name.reason() + ")");
    } else if (name.folder() || extensionOf(relative) != null) {
      lost.add(new QuarantinedInput(relative, name.path(), ReasonCode.UNREADABLE, name.reason()));
    } else {
      leftOut.add(relative);
    }
  }

  private List<FileEntry> entries(Storage storage, List<PassedOver> passedOver) throws IOException {
    try {
      return storage.list(root, passedOver::add);
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          role
              + " directory "
              + root
              + " does not exist; check "
              + option
              + ", and on a cluster that every node sees this path",
          e);
    } catch (NotDirectoryException e) {
      throw new DatasetException(
          role + " path " + root + " is a file; give " + option + " a directory or a pattern", e);
    }
  }

  private void add(String id, Found found) {
    byId.computeIfAbsent(id, key -> new ArrayList<>(1)).add(found);
    fileCount++;
  }

  /** The known extension that a name ends with and is more than; null for another file. */
  private @Nullable String extensionOf(String path) {
    String name = StoragePaths.name(path).toLowerCase(Locale.ROOT);
    for (String extension : extensions) {
      if (name.endsWith(extension) && name.length() > extension.length()) {
        return extension;
      }
    }
    return null;
  }

  /** Files by image id, ids sorted. */
  Map<String, List<Found>> byId() {
    return byId;
  }

  int fileCount() {
    return fileCount;
  }

  /** A row for each name whose files could not be listed. */
  List<QuarantinedInput> lost() {
    return lost;
  }

  String root() {
    return root;
  }

  String option() {
    return option;
  }

  boolean isPattern() {
    return pattern != null;
  }

  /** What was searched, in words. */
  String searched() {
    return pattern == null
        ? String.join(", ", extensions) + " below " + root
        : "files like " + StoragePaths.child(root, pattern.fill(Map.of()));
  }

  /** Where the file of an id of the other side was looked for. */
  String lookedFor(String id, FileSide other) {
    if (pattern == null) {
      return StoragePaths.child(root, id) + " with " + String.join(", ", extensions);
    }
    Map<String, String> known = new HashMap<>();
    Map<String, String> parts = other.partsById.get(id);
    if (parts != null) {
      idNames.forEach(name -> known.put(name, parts.getOrDefault(name, "{" + name + "}")));
    } else {
      String[] values = id.split("/", -1);
      for (int i = 0; i < idNames.size() && values.length == idNames.size(); i++) {
        known.put(idNames.get(i), values[i]);
      }
    }
    return StoragePaths.child(root, pattern.fill(known));
  }

  /** One warning for all folders that were left out on purpose; null where there are none. */
  @Nullable String leftOutFolders() {
    if (leftOutFolders.isEmpty()) {
      return null;
    }
    int count = leftOutFolders.size();
    return count
        + (count == 1 ? " folder" : " folders")
        + " below "
        + root
        + " left out: "
        + some(leftOutFolders);
  }

  private static String some(List<String> names) {
    int named = Math.min(NAMED_LEFT_OUT, names.size());
    int rest = names.size() - named;
    return String.join(", ", names.subList(0, named)) + (rest > 0 ? " and " + rest + " more" : "");
  }

  /**
   * One warning for all files that were passed over: in a directory those of other extensions, with
   * a pattern those of its extensions that are not like it. Null where there are none.
   *
   * @param other its files are not passed over
   */
  @Nullable String leftOutWarning(FileSide other) {
    List<String> passedOver = leftOut;
    if (pattern != null && !leftOut.isEmpty()) {
      Set<String> taken = new HashSet<>();
      other.byId.values().forEach(found -> found.forEach(one -> taken.add(one.file().path())));
      passedOver =
          leftOut.stream().filter(name -> !taken.contains(StoragePaths.child(root, name))).toList();
    }
    if (passedOver.isEmpty()) {
      return null;
    }
    return passedOver.size()
        + (passedOver.size() == 1 ? " file" : " files")
        + " below "
        + root
        + " left out, not "
        + (pattern == null ? String.join(", ", extensions) : "like " + pattern.fill(Map.of()))
        + ": "
        + some(passedOver);
  }
}
