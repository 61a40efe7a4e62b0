package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of classes, and their names. */
final class ClassCountTest {
  private final Storage storage = new Storage(new Configuration(false));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static DatasetListing images(int count) {
    return new DatasetListing(refs(count), List.of(), List.of(), count, count);
  }

  private static List<ImageRef> refs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ImageRef("i%04d".formatted(i), "/p/" + i, "/t/" + i, i, 1, -1, Map.of()))
        .toList();
  }

  @Test
  void mostHeadersDecide() throws IOException {
    AtomicInteger reads = new AtomicInteger();
    int classes =
        ClassCount.of(
            images(5_000),
            image -> {
              reads.incrementAndGet();
              return image.predictionBytes() < 2_600 ? 19 : 21;
            });
    // Every 49.99th image: 53 of the 101 are among the first 2,600.
    assertThat(classes).isEqualTo(19);
    assertThat(reads).hasValue(101);
  }

  @Test
  void unreadableHeadersHaveNoVote() throws IOException {
    assertThat(
            ClassCount.of(
                images(5),
                image -> {
                  if (image.predictionBytes() > 0) {
                    throw new BadInputException(ReasonCode.TRUNCATED, "x", "y");
                  }
                  return 4;
                }))
        .isEqualTo(4);
    assertThatThrownBy(
            () ->
                ClassCount.of(
                    images(5),
                    image -> {
                      throw new IOException("gone");
                    }))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "the number of classes is unknown: none of 5 sampled predictions has a readable header;"
                + " 5 UNREADABLE, the first /p/0: gone; look at these files, or pass --classes");
  }

  @Test
  void whatWasRefusedBeforeIsCountedByItsReason() {
    DatasetListing empty =
        new DatasetListing(
            List.of(),
            List.of(
                new QuarantinedInput("a", "/t/a", ReasonCode.SHAPE_MISMATCH, "one mask"),
                new QuarantinedInput("b", "/p/b", ReasonCode.MISSING_TRUTH, "no partner"),
                new QuarantinedInput("c", "/t/c", ReasonCode.SHAPE_MISMATCH, "two masks")),
            List.of(),
            3,
            2);
    assertThatThrownBy(() -> ClassCount.of(empty, image -> 3))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "the number of classes is unknown: all 3 inputs were refused; 1 MISSING_TRUTH, the"
                + " first /p/b: no partner; 2 SHAPE_MISMATCH, the first /t/a: one mask; look at"
                + " these files, or pass --classes");
  }

  @Test
  void aTieAsks() {
    assertThatThrownBy(
            () -> ClassCount.of(images(4), image -> image.predictionBytes() % 2 == 0 ? 2 : 3))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "the predictions disagree on the number of classes: [2, 3] have 2 of 4 sampled headers"
                + " each; pass --classes");
  }

  @Test
  void samplesEvenly() {
    List<Integer> numbers = IntStream.range(0, 1_001).boxed().toList();
    assertThat(ClassCount.evenlySpaced(numbers, 11))
        .containsExactly(0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000);
    assertThat(ClassCount.evenlySpaced(numbers, 2_000)).isEqualTo(numbers);
  }

  @Test
  void namesAreLines() throws IOException {
    Path file = folder.resolve("names.txt");
    Files.writeString(file, "Sky\r\nSign Symbol \nTree\n\n");
    assertThat(ClassNames.load(storage, file.toString(), 3))
        .containsExactly("Sky", "Sign Symbol", "Tree");
    assertThatThrownBy(() -> ClassNames.load(storage, file.toString(), 4))
        .isInstanceOf(DatasetException.class)
        .hasMessage("class names " + file + ": expected 4 names, one a class, got 3");
    Files.writeString(file, "Sky\n\nTree");
    assertThatThrownBy(() -> ClassNames.load(storage, file.toString(), 3))
        .hasMessageContaining("line 2 is empty");
    Files.writeString(file, "Sky\nTree\nSky");
    assertThatThrownBy(() -> ClassNames.load(storage, file.toString(), 3))
        .hasMessageContaining("lines 1 and 3 are both Sky");
    assertThat(ClassNames.numbered(2)).containsExactly("class 0", "class 1");
  }
}
