package io.github.focalaudit.dataset;

import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The files that the rows of a manifest name: those that are there, and why others cannot be asked
 * for. A host that cannot be reached, or does not answer in time, is asked once, and the fault is
 * that of all of its files. Used by one thread.
 */
final class ManifestFiles {
  /** How long a store may take for its first answer. */
  static final Duration FIRST_ANSWER = Duration.ofSeconds(20);

  /** Up to so many files of a folder are asked for one by one; for more it is listed. */
  private static final int SINGLE_LOOKUPS = 4;

  /** Chains of causes may be circular. */
  private static final int DEPTH_LIMIT = 50;

  private final Storage storage;
  private final String folder;
  private final Duration firstAnswer;
  private final Map<String, FileEntry> found = new HashMap<>();
  private final Map<String, String> faults = new HashMap<>();

  /** Why a host is not asked again, by {@link StoragePaths#host}; null for one that answered. */
  private final Map<String, @Nullable String> hosts = new HashMap<>();

  /** What the first unreachable host threw. */
  private @Nullable StoreUnavailableException unavailable;

  /** Hosts of which a path was resolved. */
  private final Set<String> connected = new HashSet<>();

  /** A question to a store. */
  private interface Question<T> {
    T ask() throws IOException;
  }

  private record Answers(Map<String, FileEntry> found, Map<String, String> faults) {}

  /**
   * @param folder where relative paths start
   */
  ManifestFiles(Storage storage, String folder) {
    this(storage, folder, FIRST_ANSWER);
  }

  ManifestFiles(Storage storage, String folder, Duration firstAnswer) {
    this.storage = storage;
    this.folder = folder;
    this.firstAnswer = firstAnswer;
  }

  /** A file that is there; null for another. */
  @Nullable FileEntry found(@Nullable String path) {
    return path == null ? null : found.get(path);
  }

  /** Why a file cannot be asked for; null where it could. */
  @Nullable String fault(String path) {
    return faults.get(path);
  }

  /** Why a host cannot be reached; null where all could be asked. */
  @Nullable StoreUnavailableException unavailable() {
    return unavailable;
  }

  /** The resolved path; as the manifest has it where it cannot be resolved, which is a fault. */
  @Nullable String path(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String path = StoragePaths.isAbsolute(text) ? text : StoragePaths.child(folder, text);
    String host = StoragePaths.host(path);
    if (hosts.get(host) != null) {
      faults.put(text, String.valueOf(hosts.get(host)));
      return text;
    }
    try {
      // The first path of a host makes its connector, which may look for an address.
      return host.isEmpty() || !connected.add(host)
          ? storage.resolve(path)
          : inTime(host, () -> storage.resolve(path));
    } catch (IOException | IllegalArgumentException e) {
      faults.put(text, FileFaults.text(e));
      if (isUnreachable(e)) {
        hosts.put(host, FileFaults.text(e));
      }
      return text;
    }
  }

  /** Looks for files; those with a fault are not asked for. */
  void lookUp(Collection<String> paths) throws IOException {
    Map<String, TreeSet<String>> byFolder = new TreeMap<>();
    for (String path : paths) {
      String host = StoragePaths.host(path);
      if (!host.isEmpty() && !faults.containsKey(path) && !hosts.containsKey(host)) {
        firstQuestion(host, path);
      }
      String fault = hosts.get(host);
      if (fault != null) {
        faults.putIfAbsent(path, fault);
      }
      if (!faults.containsKey(path)) {
        byFolder.computeIfAbsent(StoragePaths.parent(path), key -> new TreeSet<>()).add(path);
      }
    }
    for (Answers answers :
        Parallel.map(
            List.copyOf(byFolder.entrySet()), some -> entries(some.getKey(), some.getValue()))) {
      found.putAll(answers.found());
      faults.putAll(answers.faults());
    }
  }

  /** Asks a host for one file, to learn whether it answers. */
  private void firstQuestion(String host, String path) {
    String fault = null;
    try {
      inTime(host, () -> storage.status(path));
    } catch (IOException | IllegalArgumentException e) {
      fault = isUnreachable(e) ? FileFaults.text(e) : null;
      if (fault != null && unavailable == null && e instanceof StoreUnavailableException failure) {
        unavailable = failure;
      }
    }
    hosts.put(host, fault);
  }

  /**
   * The answer to a question, for which there is not more time than for a first one. The thread of
   * a question that is too late goes on in the background.
   *
   * @throws SocketTimeoutException where there is none in time
   */
  private <T> T inTime(String host, Question<T> question) throws IOException {
    FutureTask<T> task = new FutureTask<>(question::ask);
    Thread thread = new Thread(task, "focal-audit-first-question");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(firstAnswer.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new SocketTimeoutException(
          host + " gave no answer within " + firstAnswer.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof IllegalArgumentException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private Answers entries(String parent, TreeSet<String> wanted) throws StoreUnavailableException {
    Answers answers = new Answers(new HashMap<>(), new HashMap<>());
    if (wanted.size() > SINGLE_LOOKUPS) {
      try {
        for (FileEntry entry : storage.files(parent)) {
          if (wanted.contains(entry.path())) {
            answers.found().put(entry.path(), entry);
          }
        }
      } catch (FileNotFoundException | NotDirectoryException e) {
        return answers;
      } catch (StoreUnavailableException e) {
        throw e;
      } catch (IOException | IllegalArgumentException e) {
        wanted.forEach(path -> answers.faults().put(path, FileFaults.text(e)));
      }
      return answers;
    }
    for (String path : wanted) {
      try {
        answers.found().put(path, storage.status(path));
      } catch (FileNotFoundException e) {
        continue;
      } catch (StoreUnavailableException e) {
        throw e;
      } catch (IOException | IllegalArgumentException e) {
        answers.faults().put(path, FileFaults.text(e));
      }
    }
    return answers;
  }

  /** Whether no file of the host can be had: it has no address, refuses, or does not answer. */
  private static boolean isUnreachable(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH_LIMIT; depth++) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
