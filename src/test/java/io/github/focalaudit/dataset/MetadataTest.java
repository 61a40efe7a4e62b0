package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.ImageHeader;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is added to a listing: metadata, and the images of batches. */
final class MetadataTest {
  private static ImageRef image(String id, Map<String, String> columns) {
    return new ImageRef(id, "/p/" + id, "/t/" + id, 100, 30, ImageRef.NO_BATCH, columns);
  }

  private static DatasetListing listing(ImageRef... images) {
    QuarantinedInput bad =
        new QuarantinedInput("bad", "/p/bad", ReasonCode.MISSING_TRUTH, "no partner");
    return new DatasetListing(
        List.of(images),
        List.of(bad),
        List.of(new Warning(WarningCode.FILES_LEFT_OUT, "before")),
        2,
        2);
  }

  private interface Count {
    int of(ImageRef file) throws IOException;
  }

  private static BatchExpansion.Headers headers(Count predictions, Count masks) {
    return new BatchExpansion.Headers() {
      @Override
      public ImageHeader scores(ImageRef file) throws IOException {
        return new ImageHeader(
            ElementType.F4, new ScoreShape(3, 4, 5), predictions.of(file), 240, true);
      }

      @Override
      public int masks(ImageRef file, ImageHeader scores) throws IOException {
        return masks.of(file);
      }
    };
  }

  @Test
  void addsColumnsById() {
    DatasetListing joined =
        Metadata.join(
            listing(image("a", Map.of("city", "ulm")), image("b", Map.of("city", "bonn"))),
            "m.csv",
            List.of(
                Map.of("image_id", "a", "weather", "rain"),
                Map.of("image_id", "a", "weather", "rain"),
                Map.of("image_id", "bad", "weather", "sun"),
                Map.of("image_id", "z", "weather", "sun")));
    assertThat(joined.images().get(0).columns())
        .containsExactly(Map.entry("city", "ulm"), Map.entry("weather", "rain"));
    assertThat(joined.images().get(1).columns()).containsKey("weather");
    assertThat(joined.images().get(1).columns().get("weather")).isNull();
    assertThat(joined.warnings())
        .extracting(Warning::text)
        .containsExactly(
            "before",
            "metadata m.csv: 1 image has no record; their columns are null",
            "metadata m.csv: 1 record has no image");
  }

  @Test
  void refusesWhatIsAmbiguous() {
    DatasetListing images = listing(image("a", Map.of("city", "ulm")));
    assertThatThrownBy(
            () -> Metadata.join(images, "m", List.of(Map.of("image_id", "a", "city", "bonn"))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has a column city, which the images have already");
    assertThatThrownBy(() -> Metadata.join(images, "m", List.of(Map.of("id", "a", "x", "1"))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has no column image_id; it has id, x");
    assertThatThrownBy(
            () ->
                Metadata.join(
                    images,
                    "m",
                    List.of(Map.of("image_id", "a", "x", "1"), Map.of("image_id", "a", "x", "2"))))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("record 2 repeats image_id a");
  }

  @Test
  void batchesBecomeImages() throws IOException {
    DatasetListing expanded =
        BatchExpansion.expand(
            listing(
                image("one#1", Map.of("k", "v")),
                image("torn", Map.of()),
                image("gone", Map.of()),
                image("three", Map.of())),
            headers(
                file ->
                    switch (file.imageId()) {
                      case "one#1" -> 1;
                      case "three" -> 3;
                      case "torn" ->
                          throw new BadInputException(
                              ReasonCode.TRUNCATED, file.predictionPath(), "ends at byte 7");
                      default -> throw new IOException("connection lost");
                    },
                file -> file.imageId().equals("three") ? 3 : 1));
    assertThat(expanded.images())
        .extracting(ImageRef::imageId)
        .containsExactly("one#1#0", "three#0", "three#1", "three#2");
    ImageRef last = expanded.images().get(3);
    assertThat(last.batchIndex()).isEqualTo(2);
    assertThat(last.predictionPath()).isEqualTo("/p/three");
    assertThat(last.predictionBytes()).isEqualTo(33);
    assertThat(expanded.images().get(0).columns()).containsEntry("k", "v");
    assertThat(expanded.quarantined())
        .containsExactly(
            new QuarantinedInput("bad", "/p/bad", ReasonCode.MISSING_TRUTH, "no partner"),
            new QuarantinedInput("gone", "/p/gone", ReasonCode.UNREADABLE, "connection lost"),
            new QuarantinedInput("torn", "/p/torn", ReasonCode.TRUNCATED, "ends at byte 7"));

    DatasetListing joined =
        Metadata.join(
            expanded,
            "m",
            List.of(
                Map.of("image_id", "three", "site", "x"),
                Map.of("image_id", "three#1", "site", "y"),
                Map.of("image_id", "one#1", "site", "z")));
    assertThat(joined.images())
        .extracting(image -> image.columns().get("site"))
        .containsExactly("z", "x", "y", "x");
    assertThat(joined.warnings()).extracting(Warning::text).containsExactly("before");
  }

  @Test
  void aMaskForEachImageOfABatchIsDemanded() throws IOException {
    DatasetListing expanded =
        BatchExpansion.expand(
            listing(
                image("few", Map.of()),
                image("many", Map.of()),
                image("same", Map.of()),
                image("torn", Map.of())),
            headers(
                file -> 2,
                file ->
                    switch (file.imageId()) {
                      case "few" -> 1;
                      case "many" -> 4;
                      case "same" -> 2;
                      default ->
                          throw new BadInputException(
                              ReasonCode.TRUNCATED, file.truthPath(), "ends at byte 7");
                    }));
    assertThat(expanded.images()).extracting(ImageRef::imageId).containsExactly("same#0", "same#1");
    assertThat(expanded.quarantined())
        .containsExactly(
            new QuarantinedInput("bad", "/p/bad", ReasonCode.MISSING_TRUTH, "no partner"),
            new QuarantinedInput(
                "few",
                "/t/few",
                ReasonCode.SHAPE_MISMATCH,
                "expected a batch of 2 masks, as many as /p/few has images, got 1"),
            new QuarantinedInput(
                "many",
                "/t/many",
                ReasonCode.SHAPE_MISMATCH,
                "expected a batch of 2 masks, as many as /p/many has images, got 4"),
            new QuarantinedInput("torn", "/t/torn", ReasonCode.TRUNCATED, "ends at byte 7"));
  }
}
