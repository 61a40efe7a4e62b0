package io.github.focalaudit.storage;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** The client of a store is not on the class path, so that no path of its scheme can be used. */
public final class MissingClientException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final Pattern CLASS = Pattern.compile("([a-z0-9_]+[./]){2,}[A-Z][\\w$]*");

  MissingClientException(Path path, Throwable cause) {
    super("no file system for " + path + ": " + missing(path, cause), cause);
  }

  private static String missing(Path path, Throwable cause) {
    String name = className(cause);
    String what = name.isEmpty() ? "" : " (no class " + name + ")";
    return switch (path.toUri().getScheme().toLowerCase(Locale.ROOT)) {
      case "s3a" ->
          (name.startsWith("software.amazon")
                  ? "the AWS SDK's jars are"
                  : "hadoop-aws-3.4.2.jar is")
              + " not on the class path"
              + what
              + "; start by submit/focal-audit beside the folder s3, or pass its jars to spark-submit"
              + " by --jars";
      case "s3", "s3n" -> "write s3a:// in place of its scheme";
      default ->
          "its client is not on the class path"
              + what
              + "; pass it to spark-submit by --jars or --packages";
    };
  }

  /** Of the deepest cause that names one. */
  private static String className(Throwable error) {
    String found = "";
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      Matcher matcher = CLASS.matcher(String.valueOf(cause.getMessage()));
      if (cause instanceof ReflectiveOperationException || cause instanceof LinkageError) {
        found = matcher.find() ? matcher.group().replace('/', '.') : found;
      }
    }
    return found;
  }
}
