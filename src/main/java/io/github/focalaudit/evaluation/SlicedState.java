package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a dataset and of each of its slices, made in one pass. An image that lacks a value
 * for a column is in no slice of it. Adding and merging are free of order. Not thread-safe.
 */
public final class SlicedState {
  private static final int VERSION = 2;

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

  /** Adds a scored image of a run. */
  public void add(ImageResult image) {
    add(image.provenance().image().columns(), state -> state.add(image));
  }

  /**
   * Adds a scored image that may have no file behind it.
   *
   * @param columns its values by slice column
   */
  public void add(Map<String, ? extends @Nullable String> columns, ImageSums image) {
    add(columns, state -> state.add(image));
  }

  private void add(
      Map<String, ? extends @Nullable String> columns, Consumer<DatasetState> addition) {
    addition.accept(whole);
    for (List<String> set : columnSets) {
      SliceKey key = SliceKey.of(set, columns);
      if (key != null) {
        addition.accept(slice(key));
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
    ByteWriter out = new ByteWriter(VERSION);
    out.writeBytes(DatasetStateCodec.toBytes(whole));
    out.writeNumber(slices.size());
    slices.forEach(
        (key, state) -> {
          out.writeTexts(key.columns());
          out.writeTexts(key.values());
          out.writeBytes(DatasetStateCodec.toBytes(state));
        });
    return out.toBytes();
  }

  /**
   * The state of bytes.
   *
   * @throws IllegalArgumentException where they are not of this version or these settings
   */
  public static SlicedState fromBytes(
      LossSettings settings, int classes, List<List<String>> columnSets, byte[] bytes) {
    ByteReader in = new ByteReader("a sliced state", VERSION, bytes);
    SlicedState state =
        new SlicedState(
            settings,
            classes,
            columnSets,
            DatasetStateCodec.fromBytes(settings, classes, in.readBytes("state of all images")));
    int count = in.readCount("slices", 3);
    for (int i = 0; i < count; i++) {
      SliceKey key = new SliceKey(in.readTexts("slice columns"), in.readTexts("slice values"));
      state.slices.put(
          key, DatasetStateCodec.fromBytes(settings, classes, in.readBytes("state of a slice")));
    }
    in.end();
    return state;
  }
}
