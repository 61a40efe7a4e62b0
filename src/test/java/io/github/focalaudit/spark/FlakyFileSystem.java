package io.github.focalaudit.spark;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files under a scheme of their own, some openings of which fail the task. Public, with a
 * public constructor: Hadoop makes it by reflection.
 */
public final class FlakyFileSystem extends RawLocalFileSystem {
  /** How many openings fail from now on. */
  static final AtomicInteger FAILURES = new AtomicInteger();

  @Override
  public URI getUri() {
    return URI.create("flaky:///");
  }

  @Override
  public String getScheme() {
    return "flaky";
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("made to fail: " + path);
    }
    return super.open(path, bufferSize);
  }
}
