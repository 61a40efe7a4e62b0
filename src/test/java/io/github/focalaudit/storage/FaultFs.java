package io.github.focalaudit.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** {@link FaultFileSystem} as Hadoop's {@code FileContext} takes it: with an atomic rename. */
public final class FaultFs extends DelegateToFileSystem {
  /** Called by Hadoop, by reflection. */
  public FaultFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
    super(uri, new FaultFileSystem(), configuration, "fault", false);
  }

  @Override
  public int getUriDefaultPort() {
    return -1;
  }

  @Override
  @Deprecated
  public FsServerDefaults getServerDefaults() throws IOException {
    return fsImpl.getServerDefaults(new Path("/"));
  }

  @Override
  public void renameInternal(Path source, Path target, boolean overwrite) throws IOException {
    ((FaultFileSystem) fsImpl)
        .rename(source, target, overwrite ? Options.Rename.OVERWRITE : Options.Rename.NONE);
  }
}
