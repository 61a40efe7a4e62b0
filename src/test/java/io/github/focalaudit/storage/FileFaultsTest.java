package io.github.focalaudit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFaultsTest {
  private final Storage storage = new Storage(new Configuration(false));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void theReasonInTheNameOfAClassIsTold() {
    assertThat(FileFaults.text(new AccessDeniedException("/x")))
        .isEqualTo(
            "/x: Permission denied; user "
                + System.getProperty("user.name")
                + " needs the right to it, or another path");
    assertThat(FileFaults.text(new NotDirectoryException("/x")))
        .startsWith("/x: Not a directory; ");
    assertThat(FileFaults.text(new NoSuchFileException("/x")))
        .isEqualTo("/x: no such file or directory");
    assertThat(FileFaults.text(new FileSystemLoopException("/x")))
        .startsWith("/x: Too many levels of symbolic links; a link leads back to itself");
    assertThat(FileFaults.text(new FileAlreadyExistsException("/x")))
        .isEqualTo("/x: a file or link of that name is in the way; move it, or give another path");
    assertThat(FileFaults.text(new DirectoryNotEmptyException("/x")))
        .isEqualTo("/x: the directory is not empty");
    assertThat(FileFaults.text(new FileSystemException("/x", null, "No space left on device")))
        .isEqualTo("/x: No space left on device; make room, and start again");
    assertThat(FileFaults.text(new FileSystemException("/x"))).isEqualTo("/x");
    assertThat(FileFaults.text(new IOException("plain"))).isEqualTo("plain");
    assertThat(FileFaults.text(new IOException())).isEqualTo("IOException");
  }

  @Test
  void whatAPersonHasToChangeIsApartFromWhatPasses() {
    for (IOException lasting :
        new IOException[] {
          new AccessDeniedException("/x"),
          new NotDirectoryException("/x"),
          new FileSystemLoopException("/x"),
          new FileAlreadyExistsException("/x"),
          new FileSystemException("/x", null, "Read-only file system"),
          new FileNotFoundException("/x (Permission denied)")
        }) {
      assertThat(FileFaults.isLasting(lasting)).as(lasting.toString()).isTrue();
      assertThat(FileFaults.isPassing(lasting)).as(lasting.toString()).isFalse();
    }
    for (IOException passing :
        new IOException[] {
          new FileSystemException("/x", null, "No space left on device"),
          new IOException("Disk quota exceeded"),
          new ConnectException("Connection refused"),
          new IOException("AmazonS3: Please reduce your request rate (SlowDown, status 503)")
        }) {
      assertThat(FileFaults.isLasting(passing)).as(passing.toString()).isFalse();
      assertThat(FileFaults.isPassing(passing)).as(passing.toString()).isTrue();
    }
  }

  @Test
  void whatCannotBeLookedAtIsNotAbsent() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, Path.of("loop"));
    for (String path : new String[] {loop.toString(), loop + "/below"}) {
      assertThatThrownBy(() -> storage.exists(path))
          .satisfies(e -> assertThat(FileFaults.text(e)).contains("a link leads back to itself"));
      assertThatThrownBy(() -> storage.isDirectory(path)).isInstanceOf(IOException.class);
      Throwable listed = catchThrowable(() -> storage.list(path, passedOver -> {}));
      assertThat(FileFaults.isLasting(listed)).isTrue();
    }
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(storage.exists(file + "/below")).isFalse();
    assertThat(storage.exists(folder + "/" + "x".repeat(5000))).isFalse();
    Throwable made = catchThrowable(() -> storage.createDirectories(file + "/below"));
    assertThat(FileFaults.text(made))
        .endsWith("; a file stands where a folder has to be: move it, or give another path");
  }
}
