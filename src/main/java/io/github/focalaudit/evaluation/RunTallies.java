package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.evaluation.ImageSums.Confusion;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts by name: kernels, element types, confusions, reasons of refusal. Merging is free of order.
 * Not thread-safe.
 */
public final class RunTallies {
  private final SortedMap<String, Long> kernels = new TreeMap<>();
  private final SortedMap<String, Long> elementTypes = new TreeMap<>();
  private final SortedMap<String, Long> refusals = new TreeMap<>();
  private final SortedMap<Long, Long> confusions = new TreeMap<>();
  private long looksLikeProbabilities;
  private long inputFingerprint;

  void add(ImageProvenance image) {
    kernels.merge(image.kernel(), 1L, Long::sum);
    elementTypes.merge(image.elementType(), 1L, Long::sum);
    looksLikeProbabilities += image.looksLikeProbabilities() ? 1 : 0;
    inputFingerprint += fingerprint(image);
  }

  void add(List<Confusion> ofImage) {
    for (Confusion confusion : ofImage) {
      confusions.merge(
          key(confusion.truth(), confusion.prediction()), confusion.pixels(), Long::sum);
    }
  }

  /** Counts an input that was refused. */
  public void addRefusal(String reasonCode) {
    refusals.merge(reasonCode, 1L, Long::sum);
  }

  void merge(RunTallies other) {
    other.kernels.forEach((name, count) -> kernels.merge(name, count, Long::sum));
    other.elementTypes.forEach((name, count) -> elementTypes.merge(name, count, Long::sum));
    other.refusals.forEach((name, count) -> refusals.merge(name, count, Long::sum));
    other.confusions.forEach((key, count) -> confusions.merge(key, count, Long::sum));
    looksLikeProbabilities += other.looksLikeProbabilities;
    inputFingerprint += other.inputFingerprint;
  }

  /** A hash of the id and of both files' content; sums of it do not depend on order. */
  private static long fingerprint(ImageProvenance image) {
    long hash = 0;
    String id = image.image().imageId();
    for (int i = 0; i < id.length(); i++) {
      hash = mix(hash + id.charAt(i));
    }
    return mix(mix(hash + image.predictionFingerprint()) + image.truthFingerprint());
  }

  /** The finaliser of SplitMix64, Steele, Lea and Flood 2014. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static long key(int truth, int prediction) {
    return (long) truth << Integer.SIZE | prediction;
  }

  /** Images by the kernel that scored them. */
  public SortedMap<String, Long> kernels() {
    return Collections.unmodifiableSortedMap(kernels);
  }

  /** Images by the stored type of their scores. */
  public SortedMap<String, Long> elementTypes() {
    return Collections.unmodifiableSortedMap(elementTypes);
  }

  /** Refused inputs by reason. */
  public SortedMap<String, Long> refusals() {
    return Collections.unmodifiableSortedMap(refusals);
  }

  /** Valid pixels of one label with one prediction. */
  public long confusion(int truth, int prediction) {
    return confusions.getOrDefault(key(truth, prediction), 0L);
  }

  /** Images whose scores, under softmax or sigmoid, look like probabilities. */
  public long looksLikeProbabilities() {
    return looksLikeProbabilities;
  }

  /** A fingerprint of all images, by id and content. */
  public long inputFingerprint() {
    return inputFingerprint;
  }

  void write(ByteWriter out) {
    for (SortedMap<String, Long> map : namedMaps()) {
      out.writeNumber(map.size());
      map.forEach(
          (name, count) -> {
            out.writeText(name);
            out.writeNumber(count);
          });
    }
    out.writeNumber(confusions.size());
    confusions.forEach(
        (key, count) -> {
          out.writeNumber(key);
          out.writeNumber(count);
        });
    out.writeNumber(looksLikeProbabilities);
    out.writeLong(inputFingerprint);
  }

  static RunTallies read(ByteReader in) {
    RunTallies tallies = new RunTallies();
    for (SortedMap<String, Long> map : tallies.namedMaps()) {
      int size = in.readCount("tallies", 2);
      for (int i = 0; i < size; i++) {
        map.put(in.readText("name of a tally"), in.readNumber("tally"));
      }
    }
    int size = in.readCount("confusions", 2);
    for (int i = 0; i < size; i++) {
      tallies.confusions.put(in.readNumber("confusion"), in.readNumber("pixels of a confusion"));
    }
    tallies.looksLikeProbabilities = in.readNumber("images like probabilities");
    tallies.inputFingerprint = in.readLong("input fingerprint");
    return tallies;
  }

  private Iterable<SortedMap<String, Long>> namedMaps() {
    return List.of(kernels, elementTypes, refusals);
  }
}
