package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestSourceTest {
  private final Storage storage = new Storage(new Configuration(false));
  private final List<Map<String, @Nullable String>> records = new ArrayList<>();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private void make(String... files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.resolve("..").normalize());
      Files.writeString(path, "x".repeat(file.endsWith(".png") ? 3 : 10));
    }
  }

  private void record(
      @Nullable String id, @Nullable String prediction, @Nullable String truth, String scene) {
    Map<String, @Nullable String> record = new HashMap<>();
    record.put("image_id", id);
    record.put("prediction", prediction);
    record.put("truth", truth);
    record.put("scene", scene.isEmpty() ? null : scene);
    records.add(record);
  }

  private DatasetListing list() throws IOException {
    return DatasetSource.manifest(folder + "/lists/m#1.csv", records).list(storage);
  }

  @Test
  void readsRelativeAndAbsolutePathsAndColumns() throws IOException {
    make("lists/m#1.csv", "lists/p/a#0.npy", "data/.hid/100%.npy", "data/t/a:b.png");
    record("two", folder + "/data/.hid/100%.npy", "../data/t/a:b.png", "");
    record("one", "p/a#0.npy", "file:" + folder + "/data/t/a:b.png", "day");
    DatasetListing listing = list();
    assertThat(listing.quarantined()).isEmpty();
    assertThat(listing.images())
        .extracting(
            ImageRef::imageId,
            ImageRef::predictionPath,
            ImageRef::truthPath,
            ImageRef::predictionBytes,
            ImageRef::truthBytes,
            image -> image.columns().get("scene"))
        .containsExactly(
            tuple("one", folder + "/lists/p/a#0.npy", folder + "/data/t/a:b.png", 10L, 3L, "day"),
            tuple(
                "two", folder + "/data/.hid/100%.npy", folder + "/data/t/a:b.png", 10L, 3L, null));
    assertThat(listing.images().get(1).columns()).containsOnlyKeys("scene");
  }

  @Test
  void manyFilesOfAFolderAreListedOnce() throws IOException {
    make("lists/m#1.csv");
    for (int i = 0; i < 40; i++) {
      make("lists/p/" + i + ".npy", "lists/t/" + i + ".png");
      record("id" + i, "p/" + i + ".npy", "t/" + i + ".png", "x");
    }
    record("gone", "p/gone.npy", "t/1.png", "x");
    record("nowhere", "none/1.npy", "t/1.png", "x");
    DatasetListing listing = list();
    assertThat(listing.images()).hasSize(40).allMatch(image -> image.predictionBytes() == 10);
    assertThat(listing.quarantined())
        .extracting(QuarantinedInput::imageId, QuarantinedInput::code)
        .containsExactly(
            tuple("gone", ReasonCode.MISSING_PREDICTION),
            tuple("nowhere", ReasonCode.MISSING_PREDICTION));
  }

  @Test
  void everyBadRecordIsOneRow() throws IOException {
    make("lists/m#1.csv", "lists/a.npy", "lists/a.png");
    record("good", "a.npy", "a.png", "x");
    record("twice", "a.npy", "a.png", "x");
    record(null, "a.npy", "a.png", "x");
    record("twice", "a.npy", "a.png", "x");
    record("no truth", "a.npy", "b.png", "x");
    record("no path", " ", "a.png", "x");
    record("nothing", null, null, "x");
    String manifest = folder + "/lists/m#1.csv";
    assertThat(list().quarantined())
        .containsExactly(
            new QuarantinedInput(
                "no path",
                folder + "/lists/a.png",
                ReasonCode.MISSING_PREDICTION,
                "record 6 names no file"),
            new QuarantinedInput(
                "no truth",
                folder + "/lists/a.npy",
                ReasonCode.MISSING_TRUTH,
                "record 5: no such file: " + folder + "/lists/b.png"),
            new QuarantinedInput(
                "nothing", manifest, ReasonCode.MISSING_PREDICTION, "record 7 names no file"),
            new QuarantinedInput(
                "record 3",
                manifest,
                ReasonCode.MALFORMED,
                "record 3 of the manifest has no image_id"),
            new QuarantinedInput(
                "twice",
                folder + "/lists/a.npy",
                ReasonCode.DUPLICATE_ID,
                "2 records of the manifest for one id: 2, 4"));
  }

  @Test
  void aMissingColumnIsAnError() {
    records.add(Map.of("id", "x", "prediction", "p", "truth", "t"));
    assertThatThrownBy(this::list)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has no column image_id; it has id, prediction, truth");
  }

  @Test
  void nothingToScoreIsAnError() {
    assertThatThrownBy(this::list)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has 0 records");
    record("a", "p/a.npy", "t/a.png", "x");
    assertThatThrownBy(this::list)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no image with both files")
        .hasMessageContaining("no such file: " + folder + "/lists/p/a.npy");
  }

  @Test
  void aNameThatNoStoreCanHaveIsOneRow() throws IOException {
    make("p/good.npy", "t/good.png", "t/nul.png");
    record("good", "../p/good.npy", "../t/good.png", "");
    record("nul", "../p/n\0l.npy", "../t/nul.png", "");
    record("undecoded", "../p/\uFFFD.npy", "../t/good.png", "");
    record("long", "../p/good.npy", "../t/" + "x".repeat(5000) + ".png", "");
    record("scheme", "nowhere://bucket/a.npy", "../t/good.png", "");
    record("host", "file://host/a.npy", "../t/good.png", "");
    DatasetListing listing = list();
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("good");
    assertThat(listing.quarantined())
        .extracting(QuarantinedInput::imageId, QuarantinedInput::code)
        .containsExactly(
            tuple("host", ReasonCode.UNREADABLE),
            tuple("long", ReasonCode.UNREADABLE),
            tuple("nul", ReasonCode.UNREADABLE),
            tuple("scheme", ReasonCode.UNREADABLE),
            tuple("undecoded", ReasonCode.UNREADABLE));
    assertThat(listing.quarantined().get(3).detail())
        .startsWith("record 5: no file system for nowhere://bucket/a.npy");
  }

  @Test
  void namesThatAreTooLongAreTheirOwnRowsInALargeFolderToo() throws IOException {
    for (int i = 0; i < 6; i++) {
      make("p/" + i + ".npy", "t/" + i + ".png");
      record("i" + i, "../p/" + i + ".npy", "../t/" + i + ".png", "");
    }
    record("long", "../p/" + "x".repeat(5000), "../t/1.png", "");
    DatasetListing listing = list();
    assertThat(listing.images()).hasSize(6);
    assertThat(listing.quarantined()).extracting(QuarantinedInput::imageId).containsExactly("long");
  }
}
