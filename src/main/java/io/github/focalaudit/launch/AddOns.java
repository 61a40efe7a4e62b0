package io.github.focalaudit.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars beside the job jar that a run may need, of a build or of a distribution. */
final class AddOns {
  private static final String S3_SCHEME = "s3a:";

  /** Where a manifest, a config file or a Parquet dictionary has its first paths. */
  private static final int HEAD_BYTES = 1 << 16;

  private final Path root;
  private final Path spark;

  /**
   * @param root of the installation
   * @param spark home of Spark
   */
  AddOns(Path root, Path spark) {
    this.root = root;
    this.spark = spark;
  }

  /** ND4J, for the cross-check; empty where it is not installed. */
  List<String> nd4j() throws IOException {
    return jars("nd4j");
  }

  /** The client for S3; empty where it is not installed, or Spark has one of its own. */
  List<String> s3() throws IOException {
    return jarsIn(spark.resolve("jars")).anyMatch(jar -> jar.contains("/hadoop-aws-"))
        ? List.of()
        : jars("s3");
  }

  /**
   * Whether a run may read or write S3: {@code s3a:} is in an argument, in a setting, in a local
   * file that an argument names, or in Hadoop's {@code core-site.xml}.
   */
  boolean needsS3(List<String> arguments, SparkSettings settings, String hadoopConf)
      throws IOException {
    for (String argument : arguments) {
      String value = argument.substring(argument.startsWith("--") ? argument.indexOf('=') + 1 : 0);
      if (argument.contains(S3_SCHEME) || mentionsS3(value)) {
        return true;
      }
    }
    return settings.values().values().stream().anyMatch(value -> value.contains(S3_SCHEME))
        || !hadoopConf.isEmpty() && mentionsS3(hadoopConf + "/core-site.xml");
  }

  private static boolean mentionsS3(String file) throws IOException {
    Path path;
    try {
      path = Path.of(file);
    } catch (InvalidPathException e) {
      return false;
    }
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1).contains(S3_SCHEME);
    }
  }

  private List<String> jars(String folder) throws IOException {
    for (Path directory : List.of(root.resolve("target").resolve(folder), root.resolve(folder))) {
      if (Files.isDirectory(directory)) {
        return jarsIn(directory).toList();
      }
    }
    return List.of();
  }

  private static Stream<String> jarsIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(Path::toString)
          .filter(name -> name.endsWith(".jar"))
          .sorted()
          .toList()
          .stream();
    }
  }
}
