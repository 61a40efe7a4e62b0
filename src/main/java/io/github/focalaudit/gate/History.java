package io.github.focalaudit.gate;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Past runs: one object a run, written by a conditional create and never rewritten, so that runs
 * that end at once cannot lose each other.
 *
 * <pre>
 * DIR/runs/20260102T030405.678Z-RUN_ID.json    one run
 * DIR/golden/000001                            id of the golden run; the highest number holds
 * </pre>
 *
 * <p>References are the golden run and the accepted runs. A run that did not pass, or that no gate
 * judged, is kept, and is never a reference, unless a person makes it the golden one. Thread-safe.
 */
public final class History {
  /** The name of the golden run as a baseline. */
  public static final String GOLDEN = "golden";

  /** The name of the last accepted run as a baseline. */
  public static final String LAST = "last";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Comparator<HistoryEntry> ORDER =
      Comparator.comparing(HistoryEntry::finishedAt).thenComparing(HistoryEntry::runId);
  private static final int LIMIT_BYTES = 16 * 1024 * 1024;
  private static final int GOLDEN_ATTEMPTS = 100;

  private final Storage storage;
  private final String directory;
  private final String runs;
  private final String golden;

  /** The history in a directory, which need not exist. */
  public History(Storage storage, String directory) throws IOException {
    this.storage = storage;
    this.directory = storage.resolve(directory);
    runs = StoragePaths.child(this.directory, "runs");
    golden = StoragePaths.child(this.directory, "golden");
  }

  /**
   * Checks that the directory is there, for those who only read.
   *
   * @throws IllegalArgumentException where it is not
   */
  public void checkExists() throws IOException {
    if (!storage.isDirectory(directory)) {
      throw new IllegalArgumentException("history " + directory + ": no such directory");
    }
  }

  /**
   * Adds a run.
   *
   * @throws IOException where its id is taken at the same instant
   * @throws IllegalArgumentException where the id is not a file name of letters, digits and {@code
   *     ._-}, or is one of the names of references
   */
  public void add(HistoryEntry run) throws IOException {
    if (!run.runId().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
        || run.runId().equals(GOLDEN)
        || run.runId().equals(LAST)) {
      throw new IllegalArgumentException("run id \"" + run.runId() + "\" is not a usable name");
    }
    String path =
        StoragePaths.child(runs, STAMP.format(run.finishedAt()) + "-" + run.runId() + ".json");
    if (!storage.createExclusively(path, HistoryEntry.FORMAT.encode(run))) {
      throw new IOException("history already has " + path + "; a run is never rewritten");
    }
  }

  /** All runs, oldest first, ties by id. */
  public List<HistoryEntry> runs() throws IOException {
    List<HistoryEntry> found = new ArrayList<>();
    if (storage.isDirectory(runs)) {
      for (String name : storage.names(runs)) {
        if (name.endsWith(".json") && !name.startsWith(".") && !name.startsWith("_")) {
          String path = StoragePaths.child(runs, name);
          found.add(read(path));
        }
      }
    }
    found.sort(ORDER);
    return List.copyOf(found);
  }

  private HistoryEntry read(String path) throws IOException {
    try {
      return HistoryEntry.FORMAT.read(storage, path);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + "; move it out of the history", e);
    }
  }

  /**
   * Reads every object that the end of a run needs, so that a damaged one is found before the run
   * is scored.
   *
   * @throws IllegalArgumentException where an object is no run, or the golden run is missing
   */
  public void checkReadable() throws IOException {
    golden(runs());
  }

  /** Runs as they will be with one more, oldest first, ties by id. */
  public static List<HistoryEntry> with(List<HistoryEntry> runs, HistoryEntry run) {
    return Stream.concat(runs.stream(), Stream.of(run)).sorted(ORDER).toList();
  }

  /** A name that no run has: the wanted one, else with the time behind it. */
  public static String freeId(List<HistoryEntry> runs, String wanted, Instant finishedAt) {
    return runs.stream().noneMatch(run -> run.runId().equals(wanted))
        ? wanted
        : wanted + "-" + STAMP.format(finishedAt);
  }

  /**
   * Makes a run the golden one, whatever it was judged to be: a person's decision.
   *
   * @throws IllegalArgumentException where the history has no run of that id, or it ended in error
   */
  public void setGolden(String runId) throws IOException {
    List<HistoryEntry> named = runs().stream().filter(run -> run.runId().equals(runId)).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException("the history has no run " + runId);
    }
    if (named.stream().allMatch(run -> run.verdict() == VerdictStatus.ERROR)) {
      throw new IllegalArgumentException(
          "run " + runId + " ended in error and has no result to be a reference");
    }
    byte[] bytes = (runId + "\n").getBytes(StandardCharsets.UTF_8);
    int next = goldenNames().size() + 1;
    for (int i = 0; i < GOLDEN_ATTEMPTS; i++) {
      String path = StoragePaths.child(golden, String.format(Locale.ROOT, "%06d", next + i));
      if (storage.createExclusively(path, bytes)) {
        return;
      }
    }
    throw new IOException("golden run " + runId + ": others keep writing to " + golden);
  }

  private List<String> goldenNames() throws IOException {
    return storage.isDirectory(golden)
        ? storage.names(golden).stream().filter(name -> name.matches("\\d{6}")).toList()
        : List.of();
  }

  /**
   * The golden run: the one that was named last; else, of the given runs, the oldest accepted one.
   * Null where there is neither.
   *
   * @throws IllegalArgumentException where the named one is not among them
   */
  public @Nullable HistoryEntry golden(List<HistoryEntry> all) throws IOException {
    List<String> names = goldenNames();
    if (names.isEmpty()) {
      return all.stream().filter(HistoryEntry::accepted).findFirst().orElse(null);
    }
    String path = StoragePaths.child(golden, names.get(names.size() - 1));
    String id = new String(storage.readBytes(path, LIMIT_BYTES), StandardCharsets.UTF_8).strip();
    return all.stream()
        .filter(run -> run.runId().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("golden run " + id + " of " + path + " is not there"));
  }

  /**
   * Whether a name stands for whichever run comes first, and not for one that a person has named:
   * of such, {@link #references} has several.
   */
  public boolean leavesChoice(String name) throws IOException {
    return name.equals(LAST) || name.equals(GOLDEN) && goldenNames().isEmpty();
  }

  /**
   * References by name: {@link #GOLDEN}, {@link #LAST}, or the id of an accepted run.
   *
   * @return the best first; where the name {@linkplain #leavesChoice leaves the choice}, the others
   *     follow, for those that turn out to have no result. Empty where there is no such run
   * @throws IllegalArgumentException for the id of a run that was not accepted
   */
  public List<HistoryEntry> references(String name) throws IOException {
    List<HistoryEntry> all = runs();
    HistoryEntry frozen = golden(all);
    List<HistoryEntry> accepted =
        new ArrayList<>(all.stream().filter(HistoryEntry::accepted).toList());
    if (name.equals(GOLDEN)) {
      return frozen == null || leavesChoice(name) ? accepted : List.of(frozen);
    }
    if (name.equals(LAST)) {
      Collections.reverse(accepted);
      return accepted;
    }
    HistoryEntry found =
        all.stream().filter(run -> run.runId().equals(name)).reduce((a, b) -> b).orElse(null);
    if (found != null && !found.accepted() && !found.equals(frozen)) {
      throw new IllegalArgumentException(
          "run "
              + name
              + " came to "
              + found.verdict().words(found.judged())
              + " and is no reference; history "
              + Setting.GOLDEN
              + " "
              + name
              + " makes it one");
    }
    return found == null ? List.of() : List.of(found);
  }
}
