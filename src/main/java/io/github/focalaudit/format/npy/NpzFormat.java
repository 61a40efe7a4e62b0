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

/** NumPy's {@code .npz}: a zip archive of arrays, stored or deflated. Immutable and thread-safe. */
public final class NpzFormat implements Format {
  /** The end of a file's name. */
  public static final String SUFFIX = ".npz";

  @Override
  public String name() {
    return "npz";
  }

  @Override
  public List<String> suffixes() {
    return List.of(SUFFIX);
  }

  @Override
  public List<Magic> magics() {
    return List.of(
        Magic.of(NpzMember.MAGIC, "a zip archive (NumPy .npz)"),
        Magic.of(NpzMember.EMPTY_MAGIC, "an empty zip archive"));
  }

  @Override
  public boolean opensByName() {
    return false;
  }

  @Override
  public Set<Content> contents() {
    return EnumSet.allOf(Content.class);
  }

  @Override
  public Access access() {
    return Access.DIRECTORY;
  }

  @Override
  public boolean holdsBatches() {
    return true;
  }

  @Override
  public ArrayBody open(FileHead file, Content content, ScratchBuffers scratch) throws IOException {
    return NpzMember.open(file, content.memberOption(), scratch);
  }
}
