package io.github.focalaudit.run;

import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.document.RunSummary.Origin;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import io.github.focalaudit.storage.ThisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a run comes from: its words, its inputs, and the SHA-256 of the files that decide what is
 * scored and how it is judged, taken when the run begins. Used by one thread.
 */
final class RunOrigin {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Storage storage;
  private final Instant startedAt;
  private final Invocation invocation;
  private final SortedMap<String, String> inputs = new TreeMap<>();
  private final SortedMap<String, String> digests = new TreeMap<>();

  RunOrigin(Storage storage, Instant startedAt, Invocation invocation, DatasetOptions dataset)
      throws IOException {
    this.storage = storage;
    this.startedAt = startedAt;
    this.invocation = invocation;
    input("predictions", dataset.predictions());
    input("truth", dataset.truth());
    file("manifest", dataset.manifest());
    file("metadata", dataset.metadata());
    file("classNames", dataset.classNames());
    String labelMap = dataset.labelMap();
    file("labelMap", labelMap == null || LabelMap.isText(labelMap) ? null : labelMap);
    file("gate", invocation.gate());
    file("config", invocation.config());
  }

  private void input(String name, @Nullable String path) throws IOException {
    if (path != null) {
      inputs.put(name, Secrets.maskedUri(storage.resolve(path)));
    }
  }

  private void file(String name, @Nullable String path) throws IOException {
    if (path != null) {
      input(name, path);
      digests.put(name, digest(storage.resolve(path)));
    }
  }

  /**
   * The provenance of a run whose tables are written.
   *
   * @param finishedAt when they were
   */
  Origin finished(Instant finishedAt) {
    return new Origin(
        startedAt.truncatedTo(ChronoUnit.MILLIS),
        finishedAt.truncatedTo(ChronoUnit.MILLIS),
        ThisProcess.user(),
        ThisProcess.host(),
        Secrets.masked(invocation.command()),
        inputs,
        digests);
  }

  /**
   * SHA-256 in hex: of a file its bytes; of a directory, as a Parquet manifest may be, the lines
   * that {@code sha256sum *} prints in it.
   */
  private String digest(String path) throws IOException {
    if (!storage.isDirectory(path)) {
      return fileDigest(path);
    }
    MessageDigest lines = sha256();
    for (FileEntry entry : storage.files(path)) {
      String name = StoragePaths.name(entry.path());
      if (!name.startsWith(".")) {
        String line = fileDigest(entry.path()) + "  " + name + "\n";
        lines.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(lines.digest());
  }

  private String fileDigest(String path) throws IOException {
    MessageDigest digest = sha256();
    try (RangeReader file = storage.open(path)) {
      byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, file.length())];
      for (long at = 0; at < file.length(); at += chunk.length) {
        int length = (int) Math.min(chunk.length, file.length() - at);
        file.readFully(at, chunk, 0, length);
        digest.update(chunk, 0, length);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
