package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files in a run directory that its runs have written, so that nothing else is deleted.
 *
 * <p>{@link RunDirectory#MARKER} holds a version line and a line a name: a file, or a folder of
 * Spark's. A name is added before it is written, so that a killed run has named what it leaves. In
 * a folder of Spark's, whose names are drawn while it writes, files are recognised by Spark's
 * pattern, and temporary files of atomic writes by theirs. Runs of earlier builds left a marker
 * without names: theirs are the folders, by these patterns, and the other names of a run only where
 * {@code summary.json} is that of a run. Stateless.
 */
final class RunFiles {
  private static final String VERSION = "2";
  private static final int LIMIT_BYTES = 1 << 20;
  private static final int SUMMARY_LIMIT_BYTES = 256 << 20;

  private static final Set<String> TABLES =
      Set.of(
          RunDirectory.IMAGES,
          RunDirectory.QUARANTINE,
          RunDirectory.LABEL_ISSUES,
          RunDirectory.LABEL_COMPONENTS);

  private static final Pattern OF_SPARK =
      Pattern.compile(
          "part-\\d{5,}-[0-9a-f-]{36}\\S*\\.parquet"
              + "|\\.part-\\d{5,}-[0-9a-f-]{36}\\S*\\.parquet\\.crc"
              + "|_SUCCESS|\\._SUCCESS\\.crc|_temporary");
  private static final Pattern PICTURE = Pattern.compile("(worst|label)-\\d{4}\\.png");

  private RunFiles() {}

  /**
   * What is in a run directory.
   *
   * @param written by runs, the verdict first
   * @param kept by others
   * @param inTheWay those of the kept ones that a run would write
   */
  record Found(List<String> written, List<String> kept, List<String> inTheWay) {}

  /** The marker of a run that begins; it will have a verdict whatever becomes of it. */
  static byte[] marker() {
    return bytes(List.of(RunDirectory.VERDICT));
  }

  /**
   * Names files before they are written. Nothing happens where the marker is absent or without
   * names.
   */
  static void add(Storage storage, String run, Collection<String> names) throws IOException {
    String marker = StoragePaths.child(run, RunDirectory.MARKER);
    List<String> lines = lines(storage, marker);
    if (lines.isEmpty() || !lines.get(0).equals(VERSION)) {
      return;
    }
    Set<String> all = new LinkedHashSet<>(lines.subList(1, lines.size()));
    if (all.addAll(names)) {
      storage.writeAtomically(marker, bytes(all));
    }
  }

  /** Tells the files of runs from those of others. */
  static Found find(Storage storage, String run) throws IOException {
    Set<String> named = named(storage, run);
    Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<String> names = new ArrayList<>(storage.names(run));
    names.remove(RunDirectory.MARKER);
    names.remove(RunDirectory.LOCK);
    if (names.remove(RunDirectory.VERDICT)) {
      names.add(0, RunDirectory.VERDICT);
    }
    for (String name : names) {
      boolean table = TABLES.contains(name);
      if (!table && !name.equals(RunDirectory.PICTURES)) {
        boolean written = StoragePaths.isTemporary(name) || named.contains(name);
        add(found, name, written, RunDirectory.CONTENT.contains(name));
      } else if (!storage.isDirectory(StoragePaths.child(run, name))) {
        add(found, name, false, true);
      } else {
        boolean ours = named.contains(name);
        for (String child : storage.names(StoragePaths.child(run, name))) {
          String path = name + "/" + child;
          boolean likeOurs = (table ? OF_SPARK : PICTURE).matcher(child).matches();
          boolean written =
              StoragePaths.isTemporary(child) || named.contains(path) || ours && likeOurs;
          add(found, path, written, table || likeOurs);
        }
      }
    }
    return found;
  }

  private static void add(Found found, String path, boolean written, boolean ofRuns) {
    (written ? found.written : found.kept).add(path);
    if (!written && ofRuns) {
      found.inTheWay.add(path);
    }
  }

  /** Deletes what runs have written, and the folders that are empty then. */
  static void delete(Storage storage, String run, Found found) throws IOException {
    for (String path : found.written) {
      storage.delete(StoragePaths.child(run, path));
    }
    Set<String> folders = new HashSet<>(TABLES);
    folders.add(RunDirectory.PICTURES);
    for (String folder : folders) {
      String path = StoragePaths.child(run, folder);
      if (storage.isEmptyDirectory(path)) {
        storage.delete(path);
      }
    }
  }

  private static Set<String> named(Storage storage, String run) throws IOException {
    List<String> lines = lines(storage, StoragePaths.child(run, RunDirectory.MARKER));
    if (lines.isEmpty()) {
      return Set.of();
    }
    Set<String> named = new HashSet<>(lines.subList(1, lines.size()));
    if (!lines.get(0).equals(VERSION)) {
      named.addAll(TABLES);
      named.add(RunDirectory.PICTURES);
      named.add(RunDirectory.VERDICT);
      if (isSummary(storage, StoragePaths.child(run, RunDirectory.SUMMARY))) {
        named.addAll(RunDirectory.CONTENT);
      }
    }
    return named;
  }

  /** By keys that every summary of a run has had. */
  private static boolean isSummary(Storage storage, String path) throws IOException {
    if (!storage.exists(path) || storage.isDirectory(path)) {
      return false;
    }
    String text = new String(storage.readBytes(path, SUMMARY_LIMIT_BYTES), StandardCharsets.UTF_8);
    return text.contains("\"schemaVersion\"")
        && text.contains("\"numericVersion\"")
        && text.contains("\"inputFingerprint\"");
  }

  private static List<String> lines(Storage storage, String marker) throws IOException {
    try {
      return new String(storage.readBytes(marker, LIMIT_BYTES), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static byte[] bytes(Collection<String> names) {
    return (VERSION + "\n" + String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
