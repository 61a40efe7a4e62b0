package io.github.focalaudit.dataset;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The byte form of {@link ImageRef}s that follow each other in a form. A codec writes or reads one
 * form. Not thread-safe.
 *
 * <pre>
 * image:   text imageId, text predictionPath, text truthPath,
 *          number predictionBytes, number truthBytes, number batchIndex + 1,
 *          number columns, column: text name, flag, text value where the flag is 1
 * text:    number of leading characters shared with the last text of this kind,
 *          text of the rest
 * </pre>
 *
 * Kinds of text are ids, prediction paths, truth paths, names and values: neighbours share most of
 * their characters.
 */
public final class ImageRefCodec {
  /** Bytes of an image at least. */
  public static final int LEAST_BYTES = 10;

  private static final int ID = 0;
  private static final int PREDICTION = 1;
  private static final int TRUTH = 2;
  private static final int NAME = 3;
  private static final int VALUE = 4;
  private static final int KINDS = 5;

  private final String[] last = new String[KINDS];

  public ImageRefCodec() {
    Arrays.fill(last, "");
  }

  /** Writes an image. */
  public void write(ImageRef image, ByteWriter out) {
    writeText(ID, image.imageId(), out);
    writeText(PREDICTION, image.predictionPath(), out);
    writeText(TRUTH, image.truthPath(), out);
    out.writeNumber(image.predictionBytes());
    out.writeNumber(image.truthBytes());
    out.writeNumber(image.batchIndex() + 1L);
    out.writeNumber(image.columns().size());
    for (Map.Entry<String, @Nullable String> column : image.columns().entrySet()) {
      writeText(NAME, column.getKey(), out);
      String value = column.getValue();
      out.writeFlag(value != null);
      if (value != null) {
        writeText(VALUE, value, out);
      }
    }
  }

  private void writeText(int kind, String text, ByteWriter out) {
    int shared = sharedPrefix(last[kind], text);
    out.writeNumber(shared);
    out.writeText(text.substring(shared));
    last[kind] = text;
  }

  private static int sharedPrefix(String left, String right) {
    int limit = Math.min(left.length(), right.length());
    int shared = 0;
    while (shared < limit && left.charAt(shared) == right.charAt(shared)) {
      shared++;
    }
    // A surrogate pair may not be cut: half of one has no UTF-8 form.
    return shared > 0 && Character.isHighSurrogate(right.charAt(shared - 1)) ? shared - 1 : shared;
  }

  /**
   * Reads the next image.
   *
   * @throws IllegalArgumentException where the bytes are not one
   */
  public ImageRef read(ByteReader in) {
    String imageId = readText(ID, "image id", in);
    String predictionPath = readText(PREDICTION, "prediction path", in);
    String truthPath = readText(TRUTH, "truth path", in);
    long predictionBytes = in.readNumber("prediction bytes");
    long truthBytes = in.readNumber("truth bytes");
    int batchIndex = in.readIndex("batch index", Integer.MAX_VALUE) - 1;
    SortedMap<String, @Nullable String> columns = new TreeMap<>();
    int size = in.readCount("columns", 3);
    for (int i = 0; i < size; i++) {
      String name = readText(NAME, "column", in);
      columns.put(name, in.readFlag("column flag") ? readText(VALUE, "column value", in) : null);
    }
    return new ImageRef(
        imageId, predictionPath, truthPath, predictionBytes, truthBytes, batchIndex, columns);
  }

  private String readText(int kind, String name, ByteReader in) {
    int shared = in.readIndex("shared characters of " + name, last[kind].length() + 1);
    String text = last[kind].substring(0, shared) + in.readText(name);
    last[kind] = text;
    return text;
  }
}
