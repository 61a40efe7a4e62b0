package io.github.focalaudit.storage;

import io.github.focalaudit.setting.Setting;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one run: its names, and who may write it.
 *
 * <p>A run directory carries the file {@link #MARKER}, which names what runs have written there;
 * nothing else is ever deleted. One that holds nothing else but a verdict is of a run that could
 * not begin, and as good as empty; so is one with nothing but temporary files. While a run writes,
 * the file {@link #LOCK} is there, made by a conditional create, so that of two runs with one
 * output one is refused; that of a process that is provably gone is taken over. {@link #close()}
 * gives the lock back. Thread-safe.
 */
public final class RunDirectory implements AutoCloseable {
  /** Parquet, a row an image. */
  public static final String IMAGES = "images";

  /** Parquet, a row a refused input. */
  public static final String QUARANTINE = "quarantine";

  /** Everything that is a number about the run. */
  public static final String SUMMARY = "summary.json";

  /** The verdict; written last. */
  public static final String VERDICT = "verdict.json";

  /** What an audit found. */
  public static final String AUDIT = "audit.json";

  /** Parquet, a row an image with what is suspected of its labels. */
  public static final String LABEL_ISSUES = "label_issues";

  /** Parquet, a row a component of suspected labels. */
  public static final String LABEL_COMPONENTS = "label_components";

  /** The report for people. */
  public static final String REPORT = "report.html";

  /** The metrics as OpenMetrics text. */
  public static final String METRICS = "metrics.prom";

  /** The rules as JUnit test cases. */
  public static final String JUNIT = "junit.xml";

  /** The comparison with the baseline. */
  public static final String COMPARISON = "comparison.json";

  /** How the mean went over past runs. */
  public static final String TREND = "trend.json";

  /** The sums by cluster that the comparison rests on. */
  public static final String CLUSTERS = "clusters.csv";

  /** One PNG a picture. */
  public static final String PICTURES = "pictures";

  /** Says that the directory belongs to a run. */
  public static final String MARKER = "_focal-audit-run";

  /** There while a run writes. */
  public static final String LOCK = "_lock";

  /** All that a run may write beside the marker and the lock. */
  static final List<String> CONTENT =
      List.of(
          VERDICT,
          SUMMARY,
          REPORT,
          METRICS,
          JUNIT,
          COMPARISON,
          TREND,
          CLUSTERS,
          IMAGES,
          QUARANTINE,
          PICTURES,
          AUDIT,
          LABEL_ISSUES,
          LABEL_COMPONENTS);

  /** All that a run leaves that could not begin. */
  private static final List<String> BEFORE_A_RUN = List.of(MARKER, VERDICT);

  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  /** What to do with a run that is already there. */
  public enum Existing {
    /** The output has to be absent, empty, or of a run that could not begin. */
    REFUSE,
    /** What an earlier run has written is deleted. */
    OVERWRITE
  }

  private final Storage storage;
  private final String path;
  private final RunLock lock;

  private RunDirectory(Storage storage, String path, RunLock lock) {
    this.storage = storage;
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes or takes over an output directory and locks it.
   *
   * @param owner what runs, for the error of the other run; host and process are added
   * @throws OutputRefusedException where the output holds something else, or another run has it
   */
  public static RunDirectory open(Storage storage, String output, Existing existing, String owner)
      throws IOException {
    String path = storage.resolve(output);
    boolean stale = storage.isDirectory(path) && RunLock.isStale(storage, path);
    check(storage, path, existing, stale ? List.of(LOCK) : List.of());
    RunDirectory directory = new RunDirectory(storage, path, RunLock.take(storage, path, owner));
    try {
      // Again under the lock: another run may have come and gone in between.
      check(storage, path, existing, List.of(LOCK));
      if (existing == Existing.OVERWRITE) {
        directory.clear();
      } else {
        storage.delete(directory.resolve(VERDICT));
      }
      storage.writeAtomically(directory.resolve(MARKER), RunFiles.marker());
      return directory;
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** The directory. */
  public String path() {
    return path;
  }

  /** The path of one of the names above, or of a path below one. */
  public String resolve(String name) {
    return StoragePaths.child(path, name);
  }

  /**
   * Names files, or folders of Spark's, as written by the run. Call it before they are written, so
   * that a killed run has named all that it leaves.
   *
   * @param run the run directory, resolved
   * @param names below it
   */
  public static void register(Storage storage, String run, Collection<String> names)
      throws IOException {
    RunFiles.add(storage, run, names);
  }

  /**
   * Writes a file of the run and names it as such.
   *
   * @param run the run directory, resolved
   * @param name below it
   */
  public static void write(Storage storage, String run, String name, byte[] bytes)
      throws IOException {
    register(storage, run, List.of(name));
    storage.writeAtomically(StoragePaths.child(run, name), bytes);
  }

  /**
   * Whether a directory holds a run: made by one, or a copy of a finished one without its marker.
   */
  public static boolean isRunDirectory(Storage storage, String path) throws IOException {
    String resolved = storage.resolve(path);
    return storage.exists(StoragePaths.child(resolved, MARKER))
        || storage.exists(StoragePaths.child(resolved, VERDICT))
            && storage.exists(StoragePaths.child(resolved, SUMMARY));
  }

  /**
   * Whether a directory holds nothing but the mark and the verdict of a run that could not begin.
   */
  public static boolean neverBegan(Storage storage, String path) throws IOException {
    List<String> names = storage.names(path);
    return names.contains(MARKER) && BEFORE_A_RUN.containsAll(names);
  }

  /**
   * Deletes what runs have written in a directory, and the directory where nothing else is in it.
   *
   * @return false where a run has it, or none has made it
   */
  public static boolean delete(Storage storage, String path) throws IOException {
    String resolved = storage.resolve(path);
    if (!storage.exists(StoragePaths.child(resolved, MARKER))) {
      return false;
    }
    RunLock lock;
    try {
      lock = RunLock.take(storage, resolved, "focal-audit, to delete it");
    } catch (OutputRefusedException e) {
      return false;
    }
    try {
      RunFiles.delete(storage, resolved, RunFiles.find(storage, resolved));
      storage.delete(StoragePaths.child(resolved, MARKER));
    } finally {
      lock.release();
    }
    if (storage.isEmptyDirectory(resolved)) {
      storage.delete(resolved);
    }
    return true;
  }

  /**
   * Checks that a run got to its end: its verdict is written last. A directory without anything of
   * a run is left to the caller, who misses more than the verdict.
   *
   * @throws IllegalArgumentException where it has tables or a summary, and no verdict
   */
  public static void checkFinished(Storage storage, String path) throws IOException {
    String resolved = storage.resolve(path);
    boolean begun =
        storage.exists(StoragePaths.child(resolved, SUMMARY))
            || storage.exists(StoragePaths.child(resolved, IMAGES));
    if (begun && !storage.exists(StoragePaths.child(resolved, VERDICT))) {
      throw new IllegalArgumentException(
          "run "
              + resolved
              + " has no "
              + VERDICT
              + ": it is still running or was killed; report, export and compare RUN read it with"
              + " "
              + Setting.UNFINISHED);
    }
  }

  /** Names the application in the lock, once it is known, for those who look for its owner. */
  public void nameApplication(String id) throws IOException {
    lock.name(id);
  }

  /** Gives the lock back, where it is still this run's. */
  @Override
  public void close() throws IOException {
    lock.release();
  }

  /**
   * Checks that the directory is free, or an earlier run's that is to be replaced.
   *
   * @param own names that do not count
   */
  private static void check(Storage storage, String path, Existing existing, List<String> own)
      throws IOException {
    if (!storage.exists(path)) {
      return;
    }
    if (!storage.isDirectory(path)) {
      throw new OutputRefusedException("output " + path + " is a file, expected a directory");
    }
    List<String> names =
        storage.names(path).stream()
            .filter(name -> !own.contains(name) && !StoragePaths.isTemporary(name))
            .toList();
    boolean ours = names.contains(MARKER);
    if (names.isEmpty() || ours && BEFORE_A_RUN.containsAll(names) || names.equals(List.of(LOCK))) {
      return;
    }
    if (ours && existing == Existing.OVERWRITE) {
      List<String> inTheWay = RunFiles.find(storage, path).inTheWay();
      if (!inTheWay.isEmpty()) {
        throw new OutputRefusedException(
            "output "
                + path
                + " holds "
                + some(inTheWay)
                + ", which no run has written and "
                + Setting.OVERWRITE
                + " does not delete; move it, or name"
                + " another directory");
      }
      return;
    }
    if (ours && names.contains(LOCK)) {
      throw RunLock.held(storage, path);
    }
    String what = "output " + path + " is not empty (" + some(names) + ")";
    if (ours) {
      throw new OutputRefusedException(
          what + "; name another directory, or pass " + Setting.OVERWRITE + " to replace that run");
    }
    throw new OutputRefusedException(
        what + " and was not made by a run, so it is never deleted; name another directory");
  }

  private void clear() throws IOException {
    RunFiles.Found found = RunFiles.find(storage, path);
    if (!found.kept().isEmpty()) {
      LOG.warn(
          Setting.OVERWRITE + ": {} in {} stay: no run has written them", some(found.kept()), path);
    }
    RunFiles.delete(storage, path, found);
  }

  private static String some(List<String> names) {
    int shown = Math.min(3, names.size());
    String list = String.join(", ", names.subList(0, shown));
    return names.size() > shown ? list + " and " + (names.size() - shown) + " more" : list;
  }
}
