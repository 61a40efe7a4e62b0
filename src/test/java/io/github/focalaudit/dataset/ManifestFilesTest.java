package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that does not answer is asked once, and not waited for longer than for a first answer. */
@Timeout(60)
final class ManifestFilesTest {
  private static final int FILES = 12;

  private final Storage storage = new Storage(new Configuration());

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void aHostThatDoesNotAnswerIsAskedOnce() throws IOException {
    List<Socket> connections = Collections.synchronizedList(new ArrayList<>());
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread acceptor =
          new Thread(
              () -> {
                while (!silent.isClosed()) {
                  try {
                    connections.add(silent.accept());
                  } catch (IOException e) {
                    return; // closed at the end of the test
                  }
                }
              });
      acceptor.setDaemon(true);
      acceptor.start();
      String host = "hdfs://127.0.0.1:" + silent.getLocalPort();
      assertFaults(host, host + " gave no answer within 1 s", Duration.ofSeconds(1));
      assertThat(connections).hasSize(1);
    } finally {
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void aHostThatRefusesIsAskedOnce() throws IOException {
    int closed;
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = once.getLocalPort();
    }
    assertFaults("hdfs://127.0.0.1:" + closed, "Connection refused", ManifestFiles.FIRST_ANSWER);
  }

  @Test
  void aHostWithoutAnAddressIsAskedOnce() throws IOException {
    assertFaults(
        "hdfs://no-such-host.invalid:8020", "no-such-host.invalid", ManifestFiles.FIRST_ANSWER);
  }

  /** All files of the host have the fault; a local one is found. */
  private void assertFaults(String host, String reason, Duration firstAnswer) throws IOException {
    Path local = Files.writeString(folder.resolve("a.npy"), "x");
    ManifestFiles files = new ManifestFiles(storage, folder.toString(), firstAnswer);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      paths.add(files.path(host + "/folder" + i + "/a.npy"));
    }
    paths.add(files.path("a.npy"));
    files.lookUp(paths);
    assertThat(files.found(local.toString())).isNotNull();
    for (String path : paths.subList(0, FILES)) {
      assertThat(files.fault(path)).contains(reason);
      assertThat(files.found(path)).isNull();
    }
  }
}
