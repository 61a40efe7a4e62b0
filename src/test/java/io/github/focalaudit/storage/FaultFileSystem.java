package io.github.focalaudit.storage;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * Local files as {@code fault:/path}, whose operations are counted by kind, and of which one, or
 * all from one on, can be made to fail. A rename is atomic, as on HDFS; no directory appears by
 * writing a file. Counts and faults are those of the JVM, so that they hold for all instances that
 * Hadoop makes by reflection, for {@link FaultFs} too. Thread-safe.
 */
public final class FaultFileSystem extends LocalSchemeFileSystem {
  /** What can fail. */
  public enum Operation {
    OPEN,
    READ,
    CREATE,
    WRITE,
    RENAME,
    LIST,
    STATUS,
    DELETE
  }

  /** Makes the exception of a failed operation. */
  public interface Fault {
    IOException of(Path path);
  }

  /** What a throttling object store says. */
  public static final Fault THROTTLED =
      path -> new IOException("Slow Down (Service: S3, Status Code: 503) on " + path);

  private record Plan(Operation operation, long first, boolean forEver, Fault fault) {
    boolean hits(Operation asked, long number) {
      return asked == operation && (forEver ? number >= first : number == first);
    }
  }

  private static final Map<Operation, Long> COUNTS = new EnumMap<>(Operation.class);
  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static @Nullable Plan plan;
  private static long failures;
  private static String part = "";

  /** Settings of Hadoop that the scheme needs, by name. */
  public static Map<String, String> settings() {
    return Map.of(
        "fs.fault.impl", FaultFileSystem.class.getName(),
        "fs.AbstractFileSystem.fault.impl", FaultFs.class.getName());
  }

  /** A configuration that knows the scheme. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    settings().forEach(configuration::set);
    return configuration;
  }

  /** Forgets counts and faults. */
  public static synchronized void reset() {
    COUNTS.clear();
    plan = null;
    failures = 0;
    part = "";
  }

  /** From now on counts from 0, and makes one operation fail. */
  public static void failOnce(Operation operation, long number, Fault fault) {
    fail(new Plan(operation, number, false, fault));
  }

  /** From now on counts from 0, and makes all operations from one on fail. */
  public static void failFrom(Operation operation, long number, Fault fault) {
    fail(new Plan(operation, number, true, fault));
  }

  private static synchronized void fail(Plan planned) {
    reset();
    plan = planned;
  }

  /** Until the next reset counts, and fails, only operations on paths that have this in them. */
  public static synchronized void only(String namePart) {
    part = namePart;
  }

  /** How many operations of a kind there were since the last reset. */
  public static synchronized long count(Operation operation) {
    return COUNTS.getOrDefault(operation, 0L);
  }

  /** How many operations were made to fail since the last reset. */
  public static synchronized long failures() {
    return failures;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  /** Does an operation. Those that the local file system does within it are not counted. */
  private static <T> T perform(Operation operation, Path path, Call<T> call) throws IOException {
    if (INSIDE.get()) {
      return call.run();
    }
    begin(operation, path);
    INSIDE.set(true);
    try {
      return call.run();
    } finally {
      INSIDE.set(false);
    }
  }

  private static synchronized void begin(Operation operation, Path path) throws IOException {
    if (!path.toString().contains(part)) {
      return;
    }
    long number = COUNTS.merge(operation, 1L, Long::sum);
    if (plan != null && plan.hits(operation, number)) {
      failures++;
      throw plan.fault().of(path);
    }
  }

  @Override
  public String getScheme() {
    return "fault";
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(
        new Input(path, perform(Operation.OPEN, path, () -> super.open(path, bufferSize))));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return output(
        path,
        perform(
            Operation.CREATE,
            path,
            () -> super.create(path, overwrite, bufferSize, replication, blockSize, progress)));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  private static FSDataOutputStream output(Path path, FSDataOutputStream made) throws IOException {
    return new FSDataOutputStream(new Output(path, made), null);
  }

  @Override
  public boolean rename(Path source, Path target) throws IOException {
    return perform(Operation.RENAME, source, () -> super.rename(source, target));
  }

  @Override
  public void rename(Path source, Path target, Options.Rename... options) throws IOException {
    begin(Operation.RENAME, source);
    boolean overwrite = options.length > 0 && options[0] == Options.Rename.OVERWRITE;
    java.nio.file.Path to = pathToFile(target).toPath();
    if (!overwrite && Files.exists(to)) {
      throw new FileAlreadyExistsException(target + " exists");
    }
    Files.move(pathToFile(source).toPath(), to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return perform(Operation.DELETE, path, () -> super.delete(path, recursive));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] listed = perform(Operation.LIST, path, () -> super.listStatus(path));
    FileStatus[] plain = new FileStatus[listed.length];
    for (int i = 0; i < listed.length; i++) {
      plain[i] = plain(listed[i]);
    }
    return plain;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(perform(Operation.STATUS, path, () -> super.getFileStatus(path)));
  }

  private static final class Input extends FilterInputStream
      implements Seekable, PositionedReadable {
    private final Path path;
    private final FSDataInputStream source;

    Input(Path path, FSDataInputStream source) {
      super(source);
      this.path = path;
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      begin(Operation.READ, path);
      return source.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      begin(Operation.READ, path);
      return source.read(target, offset, length);
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      begin(Operation.READ, path);
      return source.read(position, target, offset, length);
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
      begin(Operation.READ, path);
      source.readFully(position, target, offset, length);
    }

    @Override
    public void readFully(long position, byte[] target) throws IOException {
      readFully(position, target, 0, target.length);
    }

    @Override
    public void seek(long position) throws IOException {
      source.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return source.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return source.seekToNewSource(position);
    }
  }

  private static final class Output extends FilterOutputStream {
    private final Path path;

    Output(Path path, OutputStream target) {
      super(target);
      this.path = path;
    }

    @Override
    public void write(int value) throws IOException {
      begin(Operation.WRITE, path);
      out.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      begin(Operation.WRITE, path);
      out.write(bytes, offset, length);
    }
  }
}
