package io.github.focalaudit.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;

/**
 * What failures of files mean: the JDK leaves the reason of many to the name of the exception's
 * class, with the path alone as the message. Stateless.
 */
public final class FileFaults {
  private static final Pattern DISK_FULL =
      Pattern.compile("No space left on device|[Qq]uota exceeded|There is not enough space");

  /** What stays as it is until a person changes it. */
  private static final Pattern LASTING =
      Pattern.compile(
          "Permission denied|Operation not permitted|Read-only file system|Not a directory"
              + "|Is a directory|File name too long|Too many levels of symbolic links");

  private static final Pattern HIDDEN =
      Pattern.compile("Operation not permitted|Too many levels of symbolic links");

  private FileFaults() {}

  /** The message of a failure with its reason and what to do; its class where it has no message. */
  public static String text(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException fault) {
      String known = fault.getReason();
      String reason = known == null ? reason(fault) : known;
      return (known == null && !reason.isEmpty() ? fault.getFile() + ": " + reason : message)
          + remedy(reason);
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String reason(FileSystemException fault) {
    if (fault instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (fault instanceof NotDirectoryException) {
      return "Not a directory";
    }
    if (fault instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (fault instanceof FileSystemLoopException) {
      return "Too many levels of symbolic links";
    }
    if (fault instanceof FileAlreadyExistsException) {
      return "a file or link of that name is in the way";
    }
    return fault instanceof DirectoryNotEmptyException ? "the directory is not empty" : "";
  }

  private static String remedy(String reason) {
    if (reason.contains("Permission denied") || reason.contains("Operation not permitted")) {
      return "; user "
          + System.getProperty("user.name")
          + " needs the right to it, or another path";
    }
    if (reason.contains("in the way")) {
      return "; move it, or give another path";
    }
    if (reason.contains("Not a directory")) {
      return "; a file stands where a folder has to be: move it, or give another path";
    }
    if (reason.contains("symbolic links")) {
      return "; a link leads back to itself: remove it, or give the path that it was meant for";
    }
    if (reason.contains("Read-only file system")) {
      return "; give a path on another file system";
    }
    return DISK_FULL.matcher(reason).find() ? "; make room, and start again" : "";
  }

  /**
   * Whether a person has to change something before another try can succeed: rights, a file in the
   * way, a loop of links.
   */
  public static boolean isLasting(Throwable failure) {
    return failure instanceof AccessDeniedException
        || failure instanceof AccessControlException
        || failure instanceof NotDirectoryException
        || failure instanceof FileAlreadyExistsException
        || failure instanceof FileSystemLoopException
        || failure instanceof IOException && LASTING.matcher(text(failure)).find();
  }

  /** Whether rights or a loop of links hide what is there; other names cannot be there at all. */
  static boolean isInTheWay(FileSystemException failure) {
    return failure instanceof AccessDeniedException || HIDDEN.matcher(text(failure)).find();
  }

  /** Whether the same may succeed later: a full disk, a host that does not answer, throttling. */
  public static boolean isPassing(Throwable failure) {
    return StoreFaults.saysSo(failure, "") || DISK_FULL.matcher(text(failure)).find();
  }
}
