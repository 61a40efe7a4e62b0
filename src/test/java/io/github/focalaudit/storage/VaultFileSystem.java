package io.github.focalaudit.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;

/**
 * A Hadoop file system of its own scheme over local files, so that everything that is not local can
 * be tested without a server. Public, with a public constructor: Hadoop makes it by reflection.
 */
public final class VaultFileSystem extends LocalSchemeFileSystem {
  /** A folder of this name may not be read, whoever asks: tests may run as a user who may. */
  static final String LOCKED = "locked";

  /** A configuration that knows the scheme. */
  static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.vault.impl", VaultFileSystem.class.getName());
    return configuration;
  }

  @Override
  public String getScheme() {
    return "vault";
  }

  /** The local one looks first and writes then; this one is conditional, as a remote store is. */
  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress,
      ChecksumOpt checksum)
      throws IOException {
    if (flags.contains(CreateFlag.OVERWRITE)) {
      return super.create(
          path, permission, flags, bufferSize, replication, blockSize, progress, checksum);
    }
    mkdirs(path.getParent());
    Files.createFile(pathToFile(path).toPath());
    EnumSet<CreateFlag> overwrite = EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
    return super.create(
        path, permission, overwrite, bufferSize, replication, blockSize, progress, checksum);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    if (path.getName().equals(LOCKED)) {
      throw new AccessControlException("Permission denied: " + path);
    }
    return Arrays.stream(super.listStatus(path)).map(this::plain).toArray(FileStatus[]::new);
  }
}
