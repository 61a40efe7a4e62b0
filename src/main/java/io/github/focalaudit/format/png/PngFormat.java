package io.github.focalaudit.format.png;

import io.github.focalaudit.format.Access;
import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.Content;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Format;
import io.github.focalaudit.format.Magic;
import io.github.focalaudit.format.ScratchBuffers;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** PNG pictures of one channel, as masks. Immutable and thread-safe. */
public final class PngFormat implements Format {
  /** The end of a file's name. */
  public static final String SUFFIX = ".png";

  @Override
  public String name() {
    return "png";
  }

  @Override
  public List<String> suffixes() {
    return List.of(SUFFIX);
  }

  @Override
  public List<Magic> magics() {
    return List.of(Magic.of(PngImage.SIGNATURE, "a PNG picture"));
  }

  @Override
  public boolean opensByName() {
    return false;
  }

  @Override
  public Set<Content> contents() {
    return Set.of(Content.LABELS);
  }

  @Override
  public Access access() {
    return Access.STREAM;
  }

  @Override
  public boolean holdsBatches() {
    return false;
  }

  @Override
  public ArrayBody open(FileHead file, Content content, ScratchBuffers scratch) throws IOException {
    return new PngImage(file);
  }
}
