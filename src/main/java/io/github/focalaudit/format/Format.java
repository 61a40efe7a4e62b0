package io.github.focalaudit.format;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A file format of scores or labels: how it is recognised, what it can hold, and how it is opened.
 * {@link Formats} lists them all. Immutable and thread-safe.
 */
public interface Format {
  /** The name, lower case: {@code npy}. */
  String name();

  /** Ends of file names, lower case, with the dot; the first is the one to use. At least one. */
  List<String> suffixes();

  /**
   * The first bytes of its files, those of a usual file first; empty where none identify it.
   * Content decides over the name: a file of another suffix is opened by its magic bytes where its
   * suffix is that of no format, and is refused where it is.
   */
  List<Magic> magics();

  /**
   * Whether a file with the suffix is opened although it starts with no known magic bytes: true for
   * a format without any, and where {@link #open} explains best what is wrong.
   */
  boolean opensByName();

  /** What its arrays can be. Not empty. */
  Set<Content> contents();

  /** How its bytes are reached. */
  Access access();

  /** Whether a file can hold the images of a batch, as a dimension before those of an image. */
  boolean holdsBatches();

  /**
   * Reads and checks what comes before the elements. Allocates nothing in proportion to their
   * number: {@link ArrayHeader#byteLength()} of the result is compared with the limit of the
   * options before {@link ArrayBody#readAll} is called.
   *
   * @param file its bytes, and which array of an archive is wanted
   * @param content what the array is wanted as, one of {@link #contents()}
   * @param scratch buffers of this task
   * @throws BadInputException where the content is at fault
   */
  ArrayBody open(FileHead file, Content content, ScratchBuffers scratch) throws IOException;
}
