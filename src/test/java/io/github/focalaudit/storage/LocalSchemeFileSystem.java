package io.github.focalaudit.storage;

import java.net.URI;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under a scheme of their own, for what is tested of remote stores. */
public abstract class LocalSchemeFileSystem extends RawLocalFileSystem {
  /** Called by the superclass's constructor too: it may not depend on a field. */
  @Override
  public abstract String getScheme();

  @Override
  public URI getUri() {
    return URI.create(getScheme() + ":///");
  }

  @Override
  public Path makeQualified(Path path) {
    return path.makeQualified(getUri(), getWorkingDirectory());
  }

  /** Without the local one's permissions, which it finds by turning the path into a file URI. */
  protected final FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        makeQualified(status.getPath()));
  }
}
