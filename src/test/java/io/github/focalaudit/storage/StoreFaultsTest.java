package io.github.focalaudit.storage;

import static io.github.focalaudit.storage.FaultFileSystem.Operation.CREATE;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.DELETE;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.LIST;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.OPEN;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.READ;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.RENAME;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.STATUS;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.WRITE;
import static io.github.focalaudit.storage.FaultFileSystem.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.storage.FaultFileSystem.Operation;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.net.ConnectTimeoutException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreFaultsTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  private final Storage storage = new Storage(FaultFileSystem.configuration());

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @AfterEach
  void reset() {
    FaultFileSystem.reset();
  }

  /** Messages as the clients of Hadoop 3.4.2 and of the AWS SDK 2.29.52 print them. */
  @Test
  void aStoreThatIsUnavailableIsNoBadObject() {
    for (IOException failure :
        List.of(
            new ConnectException("Call From a/127.0.0.1 to b:8020 failed: Connection refused"),
            new NoRouteToHostException("No route to host"),
            new SocketTimeoutException("60000 millis timeout while waiting for channel"),
            new ConnectTimeoutException("20000 millis timeout"),
            new IOException("Connection reset by peer"),
            new SSLException("Remote host terminated the handshake"),
            new StandbyException("Operation category READ is not supported in state standby"),
            new RetriableException("NameNode still not started"),
            new RemoteException(
                "org.apache.hadoop.hdfs.server.namenode.SafeModeException",
                "Cannot create file/x. Name node is in safe mode."),
            new IOException(
                "open s3a://b/x: Slow Down (Service: S3, Status Code: 503, Request ID: 1)"),
            new IOException("Internal Error (Service: S3, Status Code: 500, Request ID: 1)"),
            new IOException("Too Many Requests (Service: S3, Status Code: 429, Request ID: 1)"),
            new IOException("Operation failed: \"Server busy\", 503, GET, https://a/b, rId: 1"),
            new IOException("502 Bad Gateway"),
            new IOException("wrapped", new IOException("Premature end of Content-Length body")))) {
      assertThat(StoreFaults.isUnavailable(failure, "s3a://b/x")).as("" + failure).isTrue();
      assertThat(FileFaults.isLasting(failure)).as("" + failure).isFalse();
    }
    assertThat(SafeModeException.class.getSimpleName()).isEqualTo("SafeModeException");
  }

  @Test
  void aBadObjectIsNoUnavailableStore() {
    String path = "s3a://b/503 Service Unavailable/Connection reset.npy";
    for (IOException failure :
        List.of(
            new FileNotFoundException(path + ": Not Found (Service: S3, Status Code: 404)"),
            new AccessDeniedException(path, null, "Forbidden (Service: S3, Status Code: 403)"),
            new AccessControlException("Permission denied: user=a, access=READ"),
            new EOFException(path + " ends at byte 503, expected 500 bytes from byte 502"),
            new IOException("Bad Request (Service: S3, Status Code: 400, Request ID: 503)"),
            new BlockMissingException("/x", "Could not obtain block: BP-503", 500),
            new IOException("Input/output error: " + path),
            new FileNotFoundException("x"))) {
      assertThat(StoreFaults.isUnavailable(failure, path)).as("" + failure).isFalse();
    }
    FileNotFoundException missing = new FileNotFoundException("no such object");
    missing.initCause(new IOException("Status Code: 503"));
    assertThat(StoreFaults.isUnavailable(missing, path)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void oneFailureIsNotSeen(Operation operation) throws IOException {
    useAll();
    FaultFileSystem.failOnce(operation, 1, THROTTLED);
    useAll();
    assertThat(FaultFileSystem.failures()).isOne();
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void lastingFailuresEndAfterThreeTries(Operation operation) throws IOException {
    useAll();
    FaultFileSystem.failFrom(operation, 1, THROTTLED);
    assertThatThrownBy(this::useAll)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith("fault:" + folder)
        .hasMessageContaining(": the store is unavailable: Slow Down")
        .hasMessageEndingWith("; start again when it serves requests");
    // A temporary file is deleted once more where its own writer failed.
    assertThat(FaultFileSystem.failures()).isBetween(3L, 6L);
  }

  @Test
  void whatMayNotBeRepeatedIsAskedForOnce() {
    FaultFileSystem.failOnce(CREATE, 1, THROTTLED);
    assertThatThrownBy(() -> storage.createExclusively("fault:" + folder + "/lock", CONTENT))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(FaultFileSystem.count(CREATE)).isOne();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aBadObjectIsAskedForOnce() throws IOException {
    useAll();
    FaultFileSystem.failFrom(OPEN, 1, path -> new IOException("broken " + path));
    assertThatThrownBy(() -> storage.open("fault:" + folder + "/a")).hasMessageContaining("broken");
    assertThat(FaultFileSystem.count(OPEN)).isOne();
  }

  /** A listing has told the length: an open and a read are two requests, and there is no third. */
  @Test
  void aKnownLengthSavesTheRequestForIt() throws IOException {
    useAll();
    FaultFileSystem.reset();
    read(storage.open("fault:" + folder + "/a", CONTENT.length, ReadPolicy.WHOLE_FILE));
    assertThat(FaultFileSystem.count(STATUS)).isZero();
    assertThat(FaultFileSystem.count(OPEN)).isOne();
    assertThat(FaultFileSystem.count(READ)).isOne();
    read(storage.open("fault:" + folder + "/a"));
    assertThat(FaultFileSystem.count(STATUS)).isOne();
  }

  private static void read(RangeReader opened) throws IOException {
    try (RangeReader reader = opened) {
      byte[] bytes = new byte[CONTENT.length];
      reader.readFully(0, bytes, 0, bytes.length);
      assertThat(bytes).isEqualTo(CONTENT);
    }
  }

  /** Every kind of operation at least once. */
  private void useAll() throws IOException {
    String file = "fault:" + folder + "/a";
    storage.writeAtomically(file, CONTENT);
    read(storage.open(file));
    assertThat(storage.list("fault:" + folder, told -> {}))
        .extracting(FileEntry::path)
        .containsExactly(file);
    storage.delete("fault:" + folder + "/none");
    for (Operation operation : List.of(OPEN, READ, CREATE, WRITE, RENAME, LIST, STATUS, DELETE)) {
      assertThat(FaultFileSystem.count(operation)).as(operation.name()).isPositive();
    }
    assertThat(Files.readAllBytes(folder.resolve("a"))).isEqualTo(CONTENT);
  }
}
