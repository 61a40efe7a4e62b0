package io.github.focalaudit.gate;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the directories of old runs. A run is known by the name of its directory, {@code run-}
 * and a time, so that names sort by age.
 *
 * <p>Kept are the newest runs that were judged, everything newer than the oldest of them (of runs
 * without a judgement as many), the newest failed run, the newest that ended in error, and the runs
 * that may be references: the golden one and the last accepted one, with those that are passed over
 * for being without a result. What could not begin counts as no run. Of a directory only what runs
 * have written is deleted, and nothing while a run has it. Used by one thread.
 */
public final class RunPruning {
  private static final Pattern NAME = Pattern.compile("run-[0-9].*");

  private final Storage storage;
  private final History history;

  /**
   * @param history of the runs
   */
  public RunPruning(Storage storage, History history) {
    this.storage = storage;
    this.history = history;
  }

  /**
   * Deletes old runs.
   *
   * @param folder of the run directories
   * @param keep how many judged runs stay, 1 or more
   * @param reference a further reference, as {@code --baseline} names it; null for none
   * @return the directories that were deleted, oldest first
   */
  public List<String> prune(String folder, int keep, @Nullable String reference)
      throws IOException {
    String parent = storage.resolve(folder);
    List<HistoryEntry> entries = history.runs();
    Map<String, VerdictStatus> verdicts = new HashMap<>();
    entries.forEach(entry -> verdicts.put(name(entry.run()), entry.verdict()));
    List<String> names = new ArrayList<>();
    for (String name : storage.names(parent)) {
      String path = StoragePaths.child(parent, name);
      if (NAME.matcher(name).matches() && storage.exists(marker(path))) {
        names.add(name);
      }
    }
    Set<String> kept = references(parent, entries, reference);
    newest(names, verdicts, VerdictStatus.FAIL, kept);
    newest(begun(parent, names), verdicts, VerdictStatus.ERROR, kept);
    List<String> deleted = new ArrayList<>();
    for (String name : old(names, verdicts, keep)) {
      String path = StoragePaths.child(parent, name);
      if (!kept.contains(name) && RunDirectory.delete(storage, path)) {
        deleted.add(path);
      }
    }
    return deleted;
  }

  /** Runs beyond the number to keep, oldest first. */
  private static List<String> old(
      List<String> names, Map<String, VerdictStatus> verdicts, int keep) {
    List<String> judged = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String name : names) {
      VerdictStatus verdict = verdicts.get(name);
      (verdict == null || verdict == VerdictStatus.ERROR ? others : judged).add(name);
    }
    int surplus = judged.size() - keep;
    String oldestKept = surplus > 0 ? judged.get(surplus) : "";
    List<String> old = new ArrayList<>(judged.subList(0, Math.max(0, surplus)));
    for (int i = 0; i < others.size(); i++) {
      if (i < others.size() - keep || others.get(i).compareTo(oldestKept) < 0) {
        old.add(others.get(i));
      }
    }
    old.sort(null);
    return old;
  }

  private Set<String> references(
      String parent, List<HistoryEntry> entries, @Nullable String reference) throws IOException {
    Set<String> kept = new HashSet<>();
    for (String choice : List.of(History.GOLDEN, History.LAST)) {
      for (HistoryEntry entry : history.references(choice)) {
        kept.add(name(entry.run()));
        String path = StoragePaths.child(parent, name(entry.run()));
        if (StoredRun.whyNoReference(storage, path) == null) {
          break;
        }
      }
    }
    for (HistoryEntry entry : entries) {
      if (entry.runId().equals(reference)) {
        kept.add(name(entry.run()));
      }
    }
    if (reference != null) {
      kept.add(name(reference));
    }
    return kept;
  }

  private static void newest(
      List<String> names,
      Map<String, VerdictStatus> verdicts,
      VerdictStatus wanted,
      Set<String> kept) {
    names.stream()
        .filter(name -> verdicts.get(name) == wanted)
        .reduce((first, second) -> second)
        .ifPresent(kept::add);
  }

  /** Without the runs that could not begin. */
  private List<String> begun(String parent, List<String> names) throws IOException {
    List<String> begun = new ArrayList<>();
    for (String name : names) {
      if (!RunDirectory.neverBegan(storage, StoragePaths.child(parent, name))) {
        begun.add(name);
      }
    }
    return begun;
  }

  private static String marker(String path) {
    return StoragePaths.child(path, RunDirectory.MARKER);
  }

  /** The last name of a path. */
  private static String name(String path) {
    String trimmed = path.replaceAll("/+$", "");
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }
}
