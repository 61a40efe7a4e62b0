package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Tells a store that is unavailable from an object that is bad, by what the clients of Hadoop's
 * file systems throw. Clients of object stores are no dependency, so their exceptions are known by
 * name and by the status code in their messages. Stateless.
 */
final class StoreFaults {
  /** Chains of causes may be circular. */
  private static final int DEPTH_LIMIT = 50;

  /** Simple names of exceptions of S3A, of the HTTP client below it, and of HDFS. */
  private static final Set<String> UNAVAILABLE =
      Set.of(
          "AWSServiceThrottledException",
          "AWSStatus500Exception",
          "AWSNoResponseException",
          "AWSApiCallTimeoutException",
          "AWSClientIOException",
          "SdkClientException",
          "HttpChannelEOFException",
          "NoHttpResponseException",
          "ConnectionClosedException",
          "StandbyException",
          "RetriableException",
          "SafeModeException");

  /**
   * The same in messages: status codes as S3A, ABFS and the Google connector print them, the names
   * that HDFS puts into a {@code RemoteException}, and what sockets say.
   */
  private static final Pattern SAYS_SO =
      Pattern.compile(
          "(?i)status ?code:? ?(429|50[0234])\\b"
              + "|\\b(429|50[0234]) (Too Many|Internal|Bad Gateway|Service|Gateway|Slow)"
              + "|\\bOperation failed: .*, (429|50[0234]),"
              + "|Connection (refused|reset|timed out)|Broken pipe"
              + "|throttl|Slow ?Down|reduce your request rate|Service ?Unavailable"
              + "|Premature end of|StandbyException|RetriableException|SafeModeException"
              + "|Filesystem closed|Stale file handle|Too many open files");

  private StoreFaults() {}

  /**
   * Whether the store failed, and not the object.
   *
   * @param path of the object: what it is called says nothing
   */
  static boolean isUnavailable(Throwable failure, String path) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH_LIMIT; depth++) {
      if (isOfTheObject(cause)) {
        return false;
      }
      if (saysSo(cause, path)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isOfTheObject(Throwable failure) {
    return failure instanceof FileNotFoundException
        || failure instanceof NoSuchFileException
        || failure instanceof UnreadableFileException
        || FileFaults.isLasting(failure);
  }

  /**
   * Whether a failure alone, without its causes, is one of an unavailable store.
   *
   * @param path taken out of the message; empty for none
   */
  static boolean saysSo(Throwable failure, String path) {
    if (failure instanceof StoreUnavailableException
        || failure instanceof SocketException
        || failure instanceof InterruptedIOException
        || failure instanceof ClosedByInterruptException
        || failure instanceof UnknownHostException
        || failure instanceof SSLException
        || failure instanceof TimeoutException
        || UNAVAILABLE.contains(failure.getClass().getSimpleName())) {
      return true;
    }
    // A RemoteException of HDFS prints the class of what failed there beside its message.
    String message = failure.toString();
    return SAYS_SO.matcher(path.isEmpty() ? message : message.replace(path, "")).find();
  }
}
