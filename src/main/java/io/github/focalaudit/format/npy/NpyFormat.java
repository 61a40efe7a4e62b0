package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.Access;
import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.Content;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Format;
import io.github.focalaudit.format.Magic;
import io.github.focalaudit.format.ScratchBuffers;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** NumPy's {@code .npy}, format versions 1.0 to 3.0: one array. Immutable and thread-safe. */
public final class NpyFormat implements Format {
  /** The end of a file's name, and of a member's in an archive. */
  public static final String SUFFIX = ".npy";

  @Override
  public String name() {
    return "npy";
  }

  @Override
  public List<String> suffixes() {
    return List.of(SUFFIX);
  }

  @Override
  public List<Magic> magics() {
    return List.of(Magic.of(NpyHeader.MAGIC, "a NumPy array"));
  }

  @Override
  public boolean opensByName() {
    return true;
  }

  @Override
  public Set<Content> contents() {
    return EnumSet.allOf(Content.class);
  }

  @Override
  public Access access() {
    return Access.RANGES;
  }

  @Override
  public boolean holdsBatches() {
    return true;
  }

  @Override
  public ArrayBody open(FileHead file, Content content, ScratchBuffers scratch) throws IOException {
    return new NpyFile(file);
  }
}
