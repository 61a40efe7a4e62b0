package io.github.focalaudit.evaluation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a dataset and of each of its slices, made in one pass. An image that lacks a value
 * for a column is in no slice of it. Adding and merging are free of order. Not thread-safe.
 */
public final class SlicedState {
  private static final byte VERSION = 1;

  private final LossSettings settings;
  private final int classes;
  private final List<List<String>> columnSets;
  private final DatasetState whole;
  private final SortedMap<SliceKey, DatasetState> slices = new TreeMap<>();

  /**
   * The state of no image.
   *
   * @param columnSets each set slices the images by its columns together
   */
  public SlicedState(LossSettings settings, int classes, List<List<String>> columnSets) {
    this(settings, classes, columnSets, new DatasetState(settings, classes));
  }

  private SlicedState(
      LossSettings settings, int classes, List<List<String>> columnSets, DatasetState whole) {
    this.settings = settings;
    this.classes = classes;
    this.columnSets = List.copyOf(columnSets);
    this.whole = whole;
  }

  /** Adds a scored image. */
  public void add(ImageResult image) {
    whole.add(image);
    for (List<String> columns : columnSets) {
      SliceKey key = SliceKey.of(columns, image.image().columns());
      if (key != null) {
        slice(key).add(image);
      }
    }
  }

  private DatasetState slice(SliceKey key) {
    return slices.computeIfAbsent(key, unused -> new DatasetState(settings, classes));
  }

  /** Adds the images of another state of the same settings. */
  public void merge(SlicedState other) {
    whole.merge(other.whole);
    other.slices.forEach((key, state) -> slice(key).merge(state));
  }

  /** The state of all images. */
  public DatasetState whole() {
    return whole;
  }

  /** The states of the slices, by columns, then by values. */
  public SortedMap<SliceKey, DatasetState> slices() {
    return Collections.unmodifiableSortedMap(slices);
  }

  /** The versioned bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, DatasetStateCodec.toBytes(whole));
      out.writeInt(slices.size());
      for (SortedMap.Entry<SliceKey, DatasetState> slice : slices.entrySet()) {
        write(out, slice.getKey().columns());
        write(out, slice.getKey().values());
        write(out, DatasetStateCodec.toBytes(slice.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void write(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  /**
   * The state of bytes.
   *
   * @throws IllegalArgumentException where they are not of this version or these settings
   */
  public static SlicedState fromBytes(
      LossSettings settings, int classes, List<List<String>> columnSets, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "bytes of a sliced state: version: expected " + VERSION + ", got " + version);
      }
      SlicedState state =
          new SlicedState(
              settings,
              classes,
              columnSets,
              DatasetStateCodec.fromBytes(settings, classes, readBytes(in)));
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        SliceKey key = new SliceKey(readTexts(in), readTexts(in));
        state.slices.put(key, DatasetStateCodec.fromBytes(settings, classes, readBytes(in)));
      }
      return state;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "bytes of a sliced state: they end early, after " + bytes.length, e);
    }
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(in.readUTF());
    }
    return texts;
  }
}
