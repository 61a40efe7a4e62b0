package io.github.focalaudit.storage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Text operations on paths. A path is a name, not a URI: no character is escaped or decoded, and
 * {@code #}, {@code %}, {@code :} and spaces stand for themselves, unless a method says that it
 * decodes a URI. Thread-safe.
 */
public final class StoragePaths {
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

  private static final Pattern TEMPORARY =
      Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  private StoragePaths() {}

  /**
   * Whether the path names its file system: a scheme, a colon and a slash. {@code a:b.npy} does
   * not.
   */
  public static boolean hasScheme(String path) {
    return SCHEME.matcher(path).matches();
  }

  /** Whether the path is complete: it starts with a slash or with a scheme. */
  public static boolean isAbsolute(String path) {
    return path.startsWith("/") || hasScheme(path);
  }

  /** Scheme and host of a path, such as {@code s3a://bucket}; empty for a path that has no host. */
  public static String host(String path) {
    int host = path.indexOf("://") + 3;
    if (!hasScheme(path) || host < 3 || path.startsWith("/", host)) {
      return "";
    }
    int slash = path.indexOf('/', host);
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** The path of a name, or of a relative path, in a directory. */
  public static String child(String directory, String name) {
    return directory.endsWith("/") ? directory + name : directory + "/" + name;
  }

  /** What follows the last slash; the whole path where it has none. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The directory of a resolved path; the path itself where it is a root. */
  public static String parent(String path) {
    int root = rootLength(path);
    int slash = path.lastIndexOf('/');
    return slash < root ? path.substring(0, root) : path.substring(0, slash);
  }

  /**
   * The path below a directory.
   *
   * @throws IllegalArgumentException where the path is not below the directory
   */
  public static String relative(String directory, String path) {
    String prefix = directory.endsWith("/") ? directory : directory + "/";
    if (!path.startsWith(prefix)) {
      throw new IllegalArgumentException("path " + path + " is not below " + directory);
    }
    return path.substring(prefix.length());
  }

  /**
   * The path of a URI with its percent-encoded bytes decoded as UTF-8. All else stands for itself,
   * a percent sign without two hexadecimal digits too.
   *
   * @param uri for errors
   * @throws IllegalArgumentException where the bytes are no UTF-8
   */
  static String decoded(String uri, String path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int start = 0;
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (isHex(path, at + 1)) {
        bytes.writeBytes(path.substring(start, at).getBytes(StandardCharsets.UTF_8));
        bytes.write(Integer.parseInt(path.substring(at + 1, at + 3), 16));
        start = at + 3;
      }
    }
    if (start == 0) {
      return path;
    }
    bytes.writeBytes(path.substring(start).getBytes(StandardCharsets.UTF_8));
    try {
      ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          uri + ": its percent-encoded bytes are no UTF-8; give the path without file://", e);
    }
  }

  private static boolean isHex(String text, int at) {
    return at + 2 <= text.length()
        && Character.digit(text.charAt(at), 16) >= 0
        && Character.digit(text.charAt(at + 1), 16) >= 0;
  }

  /** A new name beside a file that is written atomically. */
  static String temporaryName() {
    return temporaryName(UUID.randomUUID());
  }

  /** As {@link #temporaryName()}, with a name that others know. */
  static String temporaryName(UUID id) {
    return "." + id + ".tmp";
  }

  /** Whether a name is one of {@link #temporaryName()}: what a kill or a full disk leaves. */
  static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }

  /** Whether a directory is left out of listings: its name starts with a dot or an underscore. */
  static boolean isHiddenDirectory(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  /**
   * Whether a file is left out of listings: its name starts with a dot, or it is a marker such as
   * {@code _SUCCESS} or {@code _committed_7}, with a leading underscore and no extension. {@code
   * _DSC1.png} is an ordinary name.
   */
  static boolean isHiddenFile(String name) {
    return name.startsWith(".") || (name.startsWith("_") && name.indexOf('.') < 0);
  }

  /** Length of what may not be cut: {@code /}, {@code file:/} or {@code s3a://bucket/}. */
  private static int rootLength(String path) {
    if (!hasScheme(path)) {
      return path.startsWith("/") ? 1 : 0;
    }
    int afterColon = path.indexOf(':') + 1;
    if (!path.startsWith("//", afterColon)) {
      return afterColon + 1;
    }
    int slash = path.indexOf('/', afterColon + 2);
    return slash < 0 ? path.length() : slash + 1;
  }
}
