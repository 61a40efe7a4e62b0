package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * The directory of one run: its names, and who may write it.
 *
 * <p>A run directory carries the file {@link #MARKER}; without it nothing is ever deleted. One that
 * holds nothing else but a verdict is of a run that could not begin, and as good as empty. While a
 * run writes, the file {@link #LOCK} is there, made by a conditional create, so that of two runs
 * with one output one is refused. {@link #close()} gives the lock back. Used by one thread.
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

  /** In the order of deletion: the verdict first, so that no half of a run looks finished. */
  private static final List<String> CONTENT =
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

  private static final int LOCK_LIMIT_BYTES = 64 * 1024;

  /** What to do with a run that is already there. */
  public enum Existing {
    /** The output has to be absent, empty, or of a run that could not begin. */
    REFUSE,
    /** An earlier run is deleted. */
    OVERWRITE
  }

  private final Storage storage;
  private final String path;
  private final byte[] lock;

  private RunDirectory(Storage storage, String path, byte[] lock) {
    this.storage = storage;
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes or takes over an output directory and locks it.
   *
   * @param owner one line that says who runs, for the error of the other run
   * @throws OutputRefusedException where the output holds something else, or another run has it
   */
  public static RunDirectory open(Storage storage, String output, Existing existing, String owner)
      throws IOException {
    String path = storage.resolve(output);
    check(storage, path, existing, List.of());
    byte[] lock = (owner + "\n" + UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8);
    RunDirectory directory = new RunDirectory(storage, path, lock);
    directory.acquire();
    try {
      // Again under the lock: another run may have come and gone in between.
      if (!check(storage, path, existing, List.of(LOCK))) {
        storage.delete(directory.resolve(VERDICT));
        storage.writeAtomically(directory.resolve(MARKER), "1\n".getBytes(StandardCharsets.UTF_8));
      } else if (existing == Existing.OVERWRITE) {
        directory.clear();
      }
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

  /** Whether a directory was made by a run. */
  public static boolean isRunDirectory(Storage storage, String path) throws IOException {
    String resolved = storage.resolve(path);
    return storage.exists(StoragePaths.child(resolved, MARKER))
        || storage.exists(StoragePaths.child(resolved, VERDICT))
            && storage.exists(StoragePaths.child(resolved, SUMMARY));
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
              + " --unfinished");
    }
  }

  /** Gives the lock back, where it is still this run's. */
  @Override
  public void close() throws IOException {
    String file = resolve(LOCK);
    byte[] found;
    try {
      found = storage.readBytes(file, LOCK_LIMIT_BYTES);
    } catch (FileNotFoundException e) {
      return;
    }
    if (Arrays.equals(found, lock)) {
      storage.delete(file);
    }
  }

  /**
   * Whether the directory is an earlier run's.
   *
   * @param own names that do not count
   */
  private static boolean check(Storage storage, String path, Existing existing, List<String> own)
      throws IOException {
    if (!storage.exists(path)) {
      return false;
    }
    if (!storage.isDirectory(path)) {
      throw new OutputRefusedException("output " + path + " is a file, expected a directory");
    }
    List<String> names = storage.names(path).stream().filter(name -> !own.contains(name)).toList();
    if (names.isEmpty() || names.contains(MARKER) && BEFORE_A_RUN.containsAll(names)) {
      return false;
    }
    boolean ours = isRunDirectory(storage, path);
    if (ours && existing != Existing.REFUSE) {
      return true;
    }
    if (names.equals(List.of(LOCK))) {
      return false;
    }
    if (ours && names.contains(LOCK)) {
      throw locked(storage, path);
    }
    String what = "output " + path + " is not empty (" + some(names) + ")";
    if (ours) {
      throw new OutputRefusedException(
          what + "; name another directory, or pass --overwrite to replace that run");
    }
    throw new OutputRefusedException(
        what + " and was not made by a run, so it is never deleted; name another directory");
  }

  private void acquire() throws IOException {
    if (!storage.createExclusively(resolve(LOCK), lock)) {
      throw locked(storage, path);
    }
  }

  private static OutputRefusedException locked(Storage storage, String path) throws IOException {
    String file = StoragePaths.child(path, LOCK);
    String holder;
    try {
      holder =
          new String(storage.readBytes(file, LOCK_LIMIT_BYTES), StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("unknown");
    } catch (FileNotFoundException e) {
      holder = "unknown, it has just ended";
    }
    return new OutputRefusedException(
        "output "
            + path
            + " is being written by another run ("
            + holder
            + "); if that run is no longer alive, delete "
            + file
            + " and start again");
  }

  private void clear() throws IOException {
    for (String name : CONTENT) {
      storage.delete(resolve(name));
    }
  }

  private static String some(List<String> names) {
    int shown = Math.min(3, names.size());
    String list = String.join(", ", names.subList(0, shown));
    return names.size() > shown ? list + " and " + (names.size() - shown) + " more" : list;
  }
}
