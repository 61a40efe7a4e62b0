package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.focalaudit.SharedData;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.warning.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesSourceTest {
  private final Storage storage = new Storage(new Configuration(false));

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

  private String at(String path) {
    return folder + "/" + path;
  }

  private DatasetListing list(String predictions, String truth) throws IOException {
    return DatasetSource.files(at(predictions), at(truth)).list(storage);
  }

  @Test
  void directoriesMatchByStem() throws IOException {
    make("p/b/1.npy", "p/a.v2.npz", "p/c.NPY", "t/b/1.png", "t/a.v2.npy", "t/c.png");
    DatasetListing listing = list("p", "t/");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("a.v2", "b/1", "c");
    ImageRef image = listing.images().get(1);
    assertThat(image.predictionPath()).isEqualTo(at("p/b/1.npy"));
    assertThat(image.truthPath()).isEqualTo(at("t/b/1.png"));
    assertThat(image.predictionBytes()).isEqualTo(10);
    assertThat(image.truthBytes()).isEqualTo(3);
    assertThat(image.batchIndex()).isEqualTo(ImageRef.NO_BATCH);
    assertThat(image.columns()).isEmpty();
    assertThat(listing.quarantined()).isEmpty();
    assertThat(listing.warnings()).isEmpty();
    assertThat(listing.totalBytes()).isEqualTo(10 + 3 + 10 + 10 + 10 + 3);
  }

  @Test
  void oddNamesAreOrdinary() throws IOException {
    make("p/a#0.npy", "p/100%.npy", "p/a:b.npy", "p/with space.npy", "p/{x}.npy", "p/?*.npy");
    make("t/a#0.png", "t/100%.png", "t/a:b.png", "t/with space.png", "t/{x}.png", "t/?*.png");
    assertThat(list("p", "t").images())
        .extracting(ImageRef::imageId)
        .containsExactly("100%", "?*", "a#0", "a:b", "with space", "{x}");
  }

  @Test
  void namesInOtherScriptsAreOrdinary() throws IOException {
    assumeTrue(
        String.valueOf(System.getProperty("sun.jnu.encoding")).startsWith("UTF-8"),
        "names beyond ASCII need a UTF-8 locale");
    make("p/\u05E9\u05DC\u05D5\u05DD/\u0131.npy", "t/\u05E9\u05DC\u05D5\u05DD/\u0131.png");
    assertThat(list("p", "t").images())
        .extracting(ImageRef::imageId)
        .containsExactly("\u05E9\u05DC\u05D5\u05DD/\u0131");
  }

  @Test
  void aMissingPartnerIsOneRow() throws IOException {
    make("p/both.npy", "p/lonely.npz", "t/both.png", "t/blind.png");
    DatasetListing listing = list("p", "t");
    assertThat(listing.quarantined())
        .containsExactly(
            new QuarantinedInput(
                "blind",
                at("t/blind.png"),
                ReasonCode.MISSING_PREDICTION,
                "no partner: looked for " + at("p/blind") + " with .npy, .npz"),
            new QuarantinedInput(
                "lonely",
                at("p/lonely.npz"),
                ReasonCode.MISSING_TRUTH,
                "no partner: looked for " + at("t/lonely") + " with .png, .npy, .npz"));
    assertThat(listing.matchedCount()).isEqualTo(1);
    assertThat(listing.unmatchedCount()).isEqualTo(2);
    assertThat(listing.expectedCount()).isEqualTo(3);
    assertThat(listing.predictionCount()).isEqualTo(2);
  }

  @Test
  void twoFilesForOneIdAreOneRow() throws IOException {
    make("p/a.npy", "p/a.npz", "p/b.npy", "t/a.png", "t/b.png");
    DatasetListing listing = list("p", "t");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("b");
    assertThat(listing.quarantined())
        .containsExactly(
            new QuarantinedInput(
                "a",
                at("p/a.npy"),
                ReasonCode.DUPLICATE_ID,
                "2 predictions for one id: " + at("p/a.npy") + ", " + at("p/a.npz")));
  }

  @Test
  void otherExtensionsAreOneWarning() throws IOException {
    make("p/a.npy", "t/a.png", "p/README", "p/.hidden.txt", "p/.npy");
    for (int i = 0; i < 7; i++) {
      make("t/notes" + i + ".txt");
    }
    assertThat(list("p", "t").warnings())
        .extracting(Warning::text)
        .containsExactly(
            "1 file below " + at("p") + " left out, not .npy, .npz: README",
            "7 files below "
                + at("t")
                + " left out, not .png, .npy, .npz: notes0.txt, notes1.txt, notes2.txt,"
                + " notes3.txt, notes4.txt and 2 more");
  }

  @Test
  void filesThatArePassedOverByAPatternAreOneWarning() throws IOException {
    make("d/a_pred.npy", "d/b_Pred.npy", "d/x/c_pred.npy", "d/a_gt.png", "d/notes.txt");
    assertThat(list("d/{id}_pred.npy", "d/{id}_gt.png").warnings())
        .extracting(Warning::text)
        .containsExactly(
            "2 files below "
                + at("d")
                + " left out, not like {id}_pred.npy: b_Pred.npy, x/c_pred.npy",
            "2 files below "
                + at("d")
                + " left out, not like {id}_gt.png: b_Pred.npy, x/c_pred.npy");
  }

  @Test
  void aLeadingUnderscoreIsOrdinary() throws IOException {
    make("p/_DSC1.npy", "t/_DSC1.png", "p/_SUCCESS");
    DatasetListing listing = list("p", "t");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("_DSC1");
    assertThat(listing.warnings()).isEmpty();
  }

  @Test
  void oneDirectoryMayHoldBoth() throws IOException {
    make("d/a.npy", "d/a.png", "d/b.npz", "d/b.png");
    DatasetListing listing = list("d", "d");
    assertThat(listing.images())
        .extracting(ImageRef::predictionPath, ImageRef::truthPath)
        .containsExactly(tuple(at("d/a.npy"), at("d/a.png")), tuple(at("d/b.npz"), at("d/b.png")));
    assertThat(listing.warnings()).isEmpty();
  }

  @Test
  void aNestedDirectoryBelongsToItsOwnSide() throws IOException {
    make("d/a.npy", "d/masks/a.npy");
    assertThat(list("d", "d/masks").images())
        .extracting(ImageRef::predictionPath, ImageRef::truthPath)
        .containsExactly(tuple(at("d/a.npy"), at("d/masks/a.npy")));
  }

  @Test
  void twoFilesAreOneImage() throws IOException {
    make("scores.npy", "mask.png");
    assertThat(list("scores.npy", "mask.png").images())
        .extracting(ImageRef::imageId, ImageRef::predictionBytes, ImageRef::truthBytes)
        .containsExactly(tuple("scores", 10L, 3L));
  }

  @Test
  void patternsMatchByTheNamesTheyShare() throws IOException {
    make(
        "leftImg8bit/val/frankfurt/frankfurt_000000_000294_leftImg8bit.npz",
        "leftImg8bit/val/lindau/lindau_000001_000019_leftImg8bit.npz",
        "leftImg8bit/train/aachen/aachen_000002_000019_leftImg8bit.npz",
        "leftImg8bit/val/lindau/index.txt",
        "gtFine/val/frankfurt/frankfurt_000000_000294_gtFine_labelIds.png",
        "gtFine/val/frankfurt/frankfurt_000000_000294_gtFine_color.png",
        "gtFine/val/lindau/lindau_000001_000019_gtFine_labelIds.png",
        "gtFine/train/bochum/bochum_000000_000313_gtFine_labelIds.png");
    DatasetListing listing =
        list(
            "leftImg8bit/{split}/{city}/{id}_leftImg8bit.npz",
            "gtFine/{split}/{city}/{id}_gtFine_labelIds.png");
    assertThat(listing.images())
        .extracting(ImageRef::imageId)
        .containsExactly(
            "val/frankfurt/frankfurt_000000_000294", "val/lindau/lindau_000001_000019");
    assertThat(listing.images().get(1).columns())
        .isEqualTo(Map.of("split", "val", "city", "lindau", "id", "lindau_000001_000019"));
    assertThat(listing.quarantined())
        .containsExactly(
            new QuarantinedInput(
                "train/aachen/aachen_000002_000019",
                at("leftImg8bit/train/aachen/aachen_000002_000019_leftImg8bit.npz"),
                ReasonCode.MISSING_TRUTH,
                "no partner: looked for "
                    + at("gtFine/train/aachen/aachen_000002_000019_gtFine_labelIds.png")),
            new QuarantinedInput(
                "train/bochum/bochum_000000_000313",
                at("gtFine/train/bochum/bochum_000000_000313_gtFine_labelIds.png"),
                ReasonCode.MISSING_PREDICTION,
                "no partner: looked for "
                    + at("leftImg8bit/train/bochum/bochum_000000_000313_leftImg8bit.npz")));
  }

  @Test
  void namesOfOneSideAreColumnsAndMayMakeDuplicates() throws IOException {
    make("p/fold1/a.npy", "p/fold1/b.npy", "p/fold2/b.npy", "t/ann/a.png", "t/ann/b.png");
    DatasetListing listing = list("p/{fold}/{id}.npy", "t/{who}/{id}.png");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("a");
    assertThat(listing.images().get(0).columns())
        .isEqualTo(Map.of("fold", "fold1", "id", "a", "who", "ann"));
    assertThat(listing.quarantined())
        .extracting(QuarantinedInput::imageId, QuarantinedInput::code)
        .containsExactly(tuple("b", ReasonCode.DUPLICATE_ID));
  }

  @Test
  void aPatternMatchesADirectoryByAllItsNames() throws IOException {
    make("p/val/x1.npy", "p/val/x2.npy", "t/val/x1_gt.png", "t/val/x2_gt.png");
    DatasetListing listing = list("p", "t/{split}/{id}_gt.png");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("val/x1", "val/x2");
    assertThat(listing.images().get(0).columns()).containsEntry("split", "val");
  }

  @Test
  void noMatchShowsTheNearestNamesAndPatternsThatWork() throws IOException {
    make("p/s/frame_01_pred.npy", "p/s/frame_02_pred.npy");
    make("t/s/frame_01_gt.png", "t/s/frame_02_gt.png");
    assertThatThrownBy(() -> list("p", "t"))
        .isInstanceOf(DatasetException.class)
        .hasMessageStartingWith("no prediction matches a truth: 2 of .npy, .npz below " + at("p"))
        .hasMessageContaining("s/frame_01_pred and s/frame_01_gt")
        .hasMessageContaining(
            "--predictions '%s/{part1}/{id}_pred.npy' --truth '%s/{part1}/{id}_gt.png': 2 pairs.",
            at("p"), at("t"));
    assertThat(list("p/{part1}/{id}_pred.npy", "t/{part1}/{id}_gt.png").images()).hasSize(2);
  }

  @Test
  void aPatternThatPairsNothingIsNotSuggested() throws IOException {
    make("p/s1/alpha.npy", "t/s2/beta.png");
    assertThatThrownBy(() -> list("p", "t"))
        .hasMessageEndingWith(
            "Where names differ by more than the extension, give patterns, which name in braces"
                + " what is equal on both sides.");
  }

  @Test
  void aSuggestedPatternKeepsTheBracesOfItsFolder() throws IOException {
    make("p{1}/x_pred.npy", "t/x_gt.png");
    assertThatThrownBy(() -> list("p{{1}}", "t"))
        .hasMessageEndingWith(
            "--predictions '%s/{id}_pred.npy' --truth '%s/{id}_gt.png': 1 pair.",
            at("p{{1}}"), at("t"));
    assertThat(list("p{{1}}/{id}_pred.npy", "t/{id}_gt.png").images()).hasSize(1);
  }

  @Test
  void namesInAnotherNormalizationAreTold() throws IOException {
    assumeTrue(
        String.valueOf(System.getProperty("sun.jnu.encoding")).startsWith("UTF-8"),
        "names beyond ASCII need a UTF-8 locale");
    make("p/caf\u00e9.npy", "t/cafe\u0301.png");
    assertThatThrownBy(() -> list("p", "t"))
        .hasMessageEndingWith(
            "These names are the same in different Unicode normalizations (NFC, NFD); rename the"
                + " files of one side.");
    make("p/a.npy", "t/a.png");
    assertThat(list("p", "t").quarantined())
        .extracting(QuarantinedInput::detail)
        .satisfiesExactlyInAnyOrder(
            detail ->
                assertThat(detail)
                    .endsWith(
                        "; cafe\u0301 is the same name in another Unicode normalization (NFD, not"
                            + " NFC): rename one of them"),
            detail ->
                assertThat(detail)
                    .endsWith(
                        "; caf\u00e9 is the same name in another Unicode normalization (NFC, not"
                            + " NFD): rename one of them"));
  }

  @Test
  void aLinkToItselfIsOneRowAndOnlyWhereItsNameIsThatOfAMask() throws IOException {
    make("p/a.npy", "p/self.npy", "t/a.png", "t/lost+found/old.png");
    Files.createSymbolicLink(folder.resolve("t/self.png"), Path.of("self.png"));
    Files.createSymbolicLink(folder.resolve("t/self"), Path.of("self"));
    DatasetListing listing = list("p", "t");
    // The pair is found; opening it fails, which scoring makes one row.
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("a", "self");
    assertThat(listing.quarantined()).isEmpty();
    assertThatThrownBy(() -> storage.open(at("t/self.png"))).isInstanceOf(IOException.class);
    assertThat(listing.warnings())
        .extracting(Warning::text)
        .containsExactly(
            "1 file below " + at("t") + " left out, not .png, .npy, .npz: self",
            "1 folder below "
                + at("t")
                + " left out: lost+found (a folder of the file system itself)");
  }

  @Test
  void hintsAtAPrefixToo() {
    assertThat(NearestNames.template("pred_01", "mask_01")).isEqualTo("pred_{id}");
    assertThat(NearestNames.template("mask_01", "pred_01")).isEqualTo("mask_{id}");
    assertThat(NearestNames.template("a/b/x_1", "a/b/x_1_gt")).isEqualTo("{part1}/{part2}/{id}");
  }

  @Test
  void whatIsMissingSaysWhatToDo() throws IOException {
    make("t/a.png", "empty/readme.txt", "p/a.npy");
    assertThatThrownBy(() -> list("none", "t"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("prediction directory " + at("none") + " does not exist")
        .hasMessageContaining("check --predictions");
    assertThatThrownBy(() -> list("p", "none/{id}.png"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("truth directory " + at("none") + " does not exist");
    assertThatThrownBy(() -> list("p/a.npy", "t"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> list("empty", "t"))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "no .npy, .npz below %s; check --predictions (1 file below %s left out, not .npy,"
                + " .npz: readme.txt)",
            at("empty"), at("empty"));
    assertThatThrownBy(() -> list("p", "t/{id}.tif"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no files like " + at("t/{id}.tif"));
    assertThatThrownBy(() -> list("p/{a}.npy", "t/{b}.png"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("share no name");
  }

  @Test
  void realPredictionsMatchTheirMasks() throws IOException {
    Path camvid = SharedData.require("data/camvid");
    DatasetListing listing =
        DatasetSource.files(camvid.resolve("a").toString(), camvid.resolve("masks").toString())
            .list(storage);
    assertThat(listing.images()).hasSize(24);
    assertThat(listing.quarantined()).isEmpty();
  }

  @Test
  void runDirectoriesAndLoopsAreLeftOutAndCounted() throws IOException {
    make("p/a.npy", "t/a.png", "t/night/_focal-audit-run", "t/night/pictures/worst-0001.png");
    Files.createSymbolicLink(folder.resolve("t/up"), folder.resolve("t"));
    DatasetListing listing = list("p", "t");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("a");
    assertThat(listing.quarantined()).isEmpty();
    assertThat(listing.warnings())
        .extracting(Warning::text)
        .singleElement()
        .asString()
        .startsWith("2 folders below " + at("t") + " left out: ")
        .contains("night (a run directory)", "up (a link to a folder above it)");
  }

  @Test
  void namesThatCannotBeReadAreRows() throws Exception {
    make("p/a.npy", "t/a.png");
    String bad = folder + "/t/$(printf 'b\\377')";
    Process shell =
        new ProcessBuilder("bash", "-c", "touch \"" + bad + ".png\" \"" + bad + ".txt\"").start();
    assertThat(shell.waitFor()).isZero();
    DatasetListing listing = list("p", "t");
    assertThat(listing.images()).extracting(ImageRef::imageId).containsExactly("a");
    assertThat(listing.quarantined())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.code()).isEqualTo(ReasonCode.UNREADABLE);
              assertThat(row.path()).endsWith(".png");
              assertThat(row.detail()).contains("LC_ALL=C.UTF-8");
            });
    assertThat(listing.warnings())
        .extracting(Warning::text)
        .singleElement()
        .asString()
        .startsWith("1 file below");
  }
}
