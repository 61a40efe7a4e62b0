package io.github.focalaudit.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link Storage}, on local files and on a Hadoop file system. */
final class StorageTest {
  /** Names that turn into something else where a path is parsed as a URI, a glob or a scheme. */
  static final List<String> ODD_NAMES =
      List.of(
          "a#0.npy",
          "100%.npy",
          "50%25.npy",
          "a:b.npy",
          "with space.npy",
          "q?x=1&y.npy",
          "[1]{2}*.npy",
          "back\\slash.npy",
          "plus+tilde~.npy",
          "\u05E9\u05DC\u05D5\u05DD.npy",
          "\u0131\u0130\u00DF.npy");

  /** A store that the contract is held on. */
  enum Kind {
    LOCAL {
      @Override
      Storage storage() {
        return new Storage(new Configuration(false));
      }

      @Override
      String path(Path local) {
        return local.toString();
      }
    },
    HADOOP {
      @Override
      Storage storage() {
        return new Storage(VaultFileSystem.configuration());
      }

      @Override
      String path(Path local) {
        return "vault:" + local;
      }
    },
    LOCAL_BESIDE_REMOTE_DEFAULT {
      @Override
      Storage storage() {
        Configuration configuration = VaultFileSystem.configuration();
        configuration.set("fs.defaultFS", "vault:/");
        return new Storage(configuration);
      }

      @Override
      String path(Path local) {
        return "file:" + local;
      }
    };

    abstract Storage storage();

    abstract String path(Path local);
  }

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @ParameterizedTest
  @EnumSource
  void oddNamesStandForThemselves(Kind kind) throws IOException {
    assumeTrue(unicodeNames(), "names beyond ASCII need a UTF-8 locale");
    Storage storage = kind.storage();
    for (String name : ODD_NAMES) {
      Files.writeString(folder.resolve(name), name);
    }
    List<FileEntry> entries = storage.list(kind.path(folder), name -> {});
    assertThat(entries)
        .extracting(entry -> StoragePaths.relative(kind.path(folder), entry.path()))
        .containsExactlyElementsOf(ODD_NAMES.stream().sorted().toList());
    for (FileEntry entry : entries) {
      String name = StoragePaths.name(entry.path());
      assertThat(new String(storage.readBytes(entry.path(), 100), UTF_8)).isEqualTo(name);
      assertThat(storage.status(entry.path())).isEqualTo(entry);
      assertThat(storage.resolve(entry.path())).isEqualTo(entry.path());
      assertThat(entry.byteLength()).isEqualTo(name.getBytes(UTF_8).length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsEveryLevelSortedWithoutHiddenNames(Kind kind) throws IOException {
    for (String name :
        List.of(
            "b/2.npy",
            "b/1.npy",
            "b/_DSC1.npy",
            "a.npy",
            "_SUCCESS",
            "b/_committed_7",
            ".hidden/x.npy",
            "c/_tmp/x.npy",
            "c/.x.npy")) {
      Path file = folder.resolve("_root").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
    String root = kind.path(folder.resolve("_root"));
    assertThat(kind.storage().list(root + "/", name -> {}))
        .extracting(FileEntry::path)
        .containsExactly(
            root + "/a.npy", root + "/b/1.npy", root + "/b/2.npy", root + "/b/_DSC1.npy");
    assertThat(kind.storage().files(root + "/c"))
        .extracting(FileEntry::path)
        .containsExactly(root + "/c/.x.npy");
    assertThat(kind.storage().names(root))
        .containsExactly(".hidden", "_SUCCESS", "a.npy", "b", "c");
  }

  @ParameterizedTest
  @EnumSource
  void readsRanges(Kind kind) throws IOException {
    byte[] bytes = new byte[1_000_003];
    new SplittableRandom(17).nextBytes(bytes);
    Path file = Files.write(folder.resolve("x.npy"), bytes);
    SplittableRandom random = new SplittableRandom(18);
    for (ReadPolicy policy : ReadPolicy.values()) {
      long known = policy == ReadPolicy.RANDOM ? -1 : bytes.length;
      try (RangeReader reader = kind.storage().open(kind.path(file), known, policy)) {
        assertThat(reader.length()).isEqualTo(bytes.length);
        assertThat(reader.path()).isEqualTo(kind.path(file));
        for (int i = 0; i < 50; i++) {
          int position = random.nextInt(bytes.length);
          int length = random.nextInt(bytes.length - position + 1);
          byte[] target = new byte[length + 5];
          reader.readFully(position, target, 3, length);
          assertThat(java.util.Arrays.copyOfRange(target, 3, 3 + length))
              .isEqualTo(java.util.Arrays.copyOfRange(bytes, position, position + length));
          assertThat(target[0] | target[1] | target[2] | target[3 + length]).isZero();
        }
        reader.readFully(bytes.length, new byte[0], 0, 0);
        assertThatThrownBy(() -> reader.readFully(bytes.length - 4, new byte[9], 0, 9))
            .isInstanceOf(EOFException.class)
            .hasMessage(
                kind.path(file) + " ends at byte 1000003, expected 9 bytes from byte 999999");
        assertThatThrownBy(() -> reader.readFully(bytes.length + 4L, new byte[9], 0, 1))
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesWhatIsAbsent(Kind kind) {
    Storage storage = kind.storage();
    String absent = kind.path(folder.resolve("no#where"));
    for (Callable<Object> call :
        List.<Callable<Object>>of(
            () -> storage.open(absent),
            () -> storage.status(absent),
            () -> storage.list(absent, name -> {}),
            () -> storage.files(absent),
            () -> storage.names(absent),
            () -> storage.readBytes(absent, 10))) {
      assertThatThrownBy(call::call)
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining(absent);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsFilesFromDirectories(Kind kind) throws IOException {
    Storage storage = kind.storage();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path file = Files.writeString(folder.resolve("file"), "12345");
    assertThat(storage.isDirectory(kind.path(empty))).isTrue();
    assertThat(storage.isEmptyDirectory(kind.path(empty))).isTrue();
    assertThat(storage.isEmptyDirectory(kind.path(folder))).isFalse();
    assertThat(storage.isDirectory(kind.path(file))).isFalse();
    assertThat(storage.isEmptyDirectory(kind.path(folder.resolve("none")))).isFalse();
    assertThat(storage.exists(kind.path(file))).isTrue();
    assertThat(storage.exists(kind.path(folder.resolve("none")))).isFalse();
    assertThatThrownBy(() -> storage.open(kind.path(empty)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("directory");
    assertThatThrownBy(() -> storage.list(kind.path(file), name -> {}))
        .isInstanceOf(java.nio.file.NotDirectoryException.class);
    assertThatThrownBy(() -> storage.readBytes(kind.path(file), 4))
        .hasMessageContaining("expected at most 4 bytes, got 5");
  }

  @ParameterizedTest
  @EnumSource
  void writesWholeFilesAndNothingElse(Kind kind) throws IOException {
    Storage storage = kind.storage();
    Path target = folder.resolve("deep/er/a#b:c.json");
    storage.writeAtomically(kind.path(target), "one".getBytes(UTF_8));
    storage.writeAtomically(kind.path(target), "second".getBytes(UTF_8));
    assertThat(Files.readString(target)).isEqualTo("second");
    assertThat(storage.names(kind.path(folder.resolve("deep/er")))).containsExactly("a#b:c.json");
    assertThat(storage.delete(kind.path(folder.resolve("deep")))).isTrue();
    assertThat(folder).isEmptyDirectory();
    assertThat(storage.delete(kind.path(folder.resolve("deep")))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void oneOfManyCreatesExclusively(Kind kind) throws Exception {
    Storage storage = kind.storage();
    Path locks = folder.resolve("locks");
    Path target = locks.resolve("100%.lock");
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        byte[] content = ("writer " + i).getBytes(UTF_8);
        writers.add(() -> storage.createExclusively(kind.path(target), content));
      }
      int winner = -1;
      List<Future<Boolean>> results = pool.invokeAll(writers);
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).get()) {
          assertThat(winner).as("a second winner: %d", i).isEqualTo(-1);
          winner = i;
        }
      }
      assertThat(Files.readString(target)).isEqualTo("writer " + winner);
      assertThat(storage.names(kind.path(locks))).containsExactly("100%.lock");
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesLinksAndNotWhatTheyPointTo(Kind kind) throws IOException {
    assumeTrue(kind != Kind.HADOOP, "links are a matter of local files");
    Path kept = Files.writeString(folder.resolve("kept"), "x");
    Path inside = Files.createDirectory(folder.resolve("run"));
    Files.createSymbolicLink(inside.resolve("link"), folder);
    kind.storage().delete(kind.path(inside));
    assertThat(inside).doesNotExist();
    assertThat(kept).exists();
  }

  @ParameterizedTest
  @EnumSource
  void listsThroughLinksAndNamesThoseToNowhere(Kind kind) throws IOException {
    assumeTrue(kind != Kind.HADOOP, "links are a matter of local files");
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("x.npy"), "123");
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.createSymbolicLink(root.resolve("linked"), data);
    Files.createSymbolicLink(root.resolve("broken.npy"), folder.resolve("absent"));
    assertThat(kind.storage().list(kind.path(root), name -> {}))
        .extracting(FileEntry::path, FileEntry::byteLength)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(kind.path(root.resolve("broken.npy")), 0L),
            org.assertj.core.groups.Tuple.tuple(kind.path(root.resolve("linked/x.npy")), 3L));
  }

  @ParameterizedTest
  @EnumSource
  void passesOverRunDirectoriesBelowTheRoot(Kind kind) throws IOException {
    Path root = Files.createDirectory(folder.resolve("masks"));
    Files.writeString(root.resolve(RunDirectory.MARKER), "2\n");
    Files.createDirectories(root.resolve("run/pictures"));
    Files.writeString(root.resolve("run/" + RunDirectory.MARKER), "2\n");
    Files.writeString(root.resolve("run/pictures/worst-0001.png"), "x");
    Files.writeString(root.resolve("running.png"), "x");
    List<PassedOver> passedOver = new ArrayList<>();
    assertThat(kind.storage().list(kind.path(root), passedOver::add))
        .extracting(FileEntry::path)
        .containsExactly(kind.path(root.resolve("running.png")));
    assertThat(passedOver)
        .containsExactly(
            new PassedOver(kind.path(root.resolve("run")), true, false, "a run directory"));
  }

  @Test
  void passesOverFoldersThatMayNotBeRead() throws IOException {
    Storage vault = Kind.HADOOP.storage();
    Path root = Files.createDirectory(folder.resolve("masks"));
    for (String name : List.of("a", VaultFileSystem.LOCKED, "_hidden", "z/run")) {
      Files.createDirectories(root.resolve(name));
      Files.writeString(root.resolve(name + "/x.png"), "x");
    }
    Files.writeString(root.resolve("z/run/" + RunDirectory.MARKER), "2\n");
    Files.writeString(root.resolve("z/y.png"), "x");
    List<PassedOver> passedOver = new ArrayList<>();
    assertThat(vault.list(Kind.HADOOP.path(root), passedOver::add))
        .extracting(FileEntry::path)
        .containsExactly(
            Kind.HADOOP.path(root.resolve("a/x.png")), Kind.HADOOP.path(root.resolve("z/y.png")));
    assertThat(passedOver)
        .extracting(PassedOver::path, PassedOver::lost)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(Kind.HADOOP.path(root.resolve("locked")), true),
            org.assertj.core.groups.Tuple.tuple(Kind.HADOOP.path(root.resolve("z/run")), false));
    assertThatThrownBy(() -> vault.list(Kind.HADOOP.path(root.resolve("locked")), name -> {}))
        .hasMessageContaining("Permission denied");
  }

  @ParameterizedTest
  @EnumSource
  void passesOverLoopsOfLinks(Kind kind) throws IOException {
    assumeTrue(kind != Kind.HADOOP, "links are a matter of local files");
    Path root = Files.createDirectories(folder.resolve("root/below")).resolve("..").normalize();
    Files.writeString(root.resolve("below/x.npy"), "123");
    Files.createSymbolicLink(root.resolve("below/up"), root);
    Files.createSymbolicLink(root.resolve("self.npy"), root.resolve("self.npy"));
    List<PassedOver> passedOver = new ArrayList<>();
    assertThat(kind.storage().list(kind.path(root), passedOver::add))
        .extracting(FileEntry::path)
        .containsExactly(
            kind.path(root.resolve("below/x.npy")), kind.path(root.resolve("self.npy")));
    assertThat(passedOver)
        .containsExactly(
            new PassedOver(
                kind.path(root.resolve("below/up")), true, false, "a link to a folder above it"));
  }

  @ParameterizedTest
  @EnumSource
  void aPipeIsRefusedAndNotWaitedFor(Kind kind) throws Exception {
    assumeTrue(kind != Kind.HADOOP, "pipes are a matter of local files");
    Path pipe = folder.resolve("pipe.npy");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(kind.storage().list(kind.path(folder), name -> {}))
        .extracting(FileEntry::path)
        .contains(kind.path(pipe));
    assertThatThrownBy(() -> kind.storage().open(kind.path(pipe)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageEndingWith("pipe.npy: expected a regular file, it is a pipe, socket or device");
  }

  @ParameterizedTest
  @EnumSource
  void travelsAsBytes(Kind kind) throws IOException {
    Path file = Files.writeString(folder.resolve("a#0.npy"), "x");
    Storage arrived = Storage.fromBytes(kind.storage().toBytes());
    assertThat(arrived.status(kind.path(file)).path()).isEqualTo(kind.path(file));
  }

  static boolean unicodeNames() {
    return String.valueOf(System.getProperty("sun.jnu.encoding")).startsWith("UTF-8");
  }
}
