package io.github.focalaudit.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
  private static final boolean[] NONE = {};

  /** The platform's own decoder is the oracle: it shares no code with the writer. */
  @ParameterizedTest
  @CsvSource({"1,1", "3,5", "257,33", "640,2"})
  void pngReadsBackToTheSamePixels(int width, int height) throws IOException {
    SplittableRandom random = new SplittableRandom(width);
    RgbImage image = new RgbImage(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.set(x, y, random.nextInt(1 << 24));
      }
    }

    byte[] png = PngWriter.bytes(image);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));

    assertThat(PngReader.size(png)).containsExactly(width, height);
    assertThat(read.getWidth()).isEqualTo(width);
    assertThat(read.getHeight()).isEqualTo(height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        assertThat(read.getRGB(x, y) & 0xffffff).isEqualTo(image.get(x, y));
      }
    }
  }

  @Test
  void sizeOfWhatIsNoPngIsUnknown() {
    assertThat(PngReader.size("GIF89a and more than that".getBytes(StandardCharsets.US_ASCII)))
        .isNull();
    assertThat(PngReader.size(new byte[3])).isNull();
  }

  @Test
  void panelsShowTruthPredictionAndLossInTheirColours() {
    int[] truth = {0, 1, -1, 1};
    int[] prediction = {0, 0, 0, 1};
    float[] loss = {0, 2, 0, 1};
    RgbImage picture =
        PanelPicture.draw(new PixelMaps(2, 2, truth, prediction, loss, NONE), null, 400);

    // Each pixel becomes 100 x 100; panels are 200 wide with 8 between them.
    assertThat(picture.width()).isEqualTo(3 * 200 + 2 * 8);
    assertThat(picture.get(50, 50)).isEqualTo(ClassPalette.rgb(0));
    assertThat(picture.get(150, 50)).isEqualTo(ClassPalette.rgb(1));
    assertThat(picture.get(50, 150)).isEqualTo(ClassPalette.IGNORED);
    assertThat(picture.get(208 + 150, 50)).isEqualTo(ClassPalette.rgb(0));
    assertThat(picture.get(208 + 50, 150)).isEqualTo(ClassPalette.IGNORED);
    assertThat(picture.get(416 + 50, 50)).isEqualTo(0x440154);
    assertThat(picture.get(416 + 150, 50)).isEqualTo(0xfde725);
  }

  /** The platform's decoder reads the transparency that nothing was drawn to. */
  @Test
  void gapsAreTransparentAndTheScaleHasItsNumbersInside() throws IOException {
    int[] labels = {0, 1, 0, 1};
    float[] loss = {0, 2, 0, 1};
    RgbImage picture =
        PanelPicture.draw(new PixelMaps(2, 2, labels, labels, loss, NONE), null, 400);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngWriter.bytes(picture)));

    // Between panels, and below truth and prediction.
    assertThat(read.getRGB(204, 50) >>> 24).isZero();
    assertThat(read.getRGB(100, 210) >>> 24).isZero();
    assertThat(read.getRGB(100, 100) >>> 24).isEqualTo(255);
    // A panel of 200 has digits of squares of 200 / 60 = 3: the scale is 5 * 3 + 2 * 3 high.
    assertThat(picture.height()).isEqualTo(200 + 8 + 5 * 3 + 2 * 3);
    assertThat(picture.get(416, 208)).isEqualTo(0x440154);
    assertThat(picture.get(615, 208)).isEqualTo(0xfde725);
    // The upper left square of the 0, and the upper right one of the last digit of ">2.0".
    assertThat(picture.get(416 + 3, 208 + 3)).isEqualTo(RgbImage.WHITE);
    assertThat(picture.get(616 - 3 - 1, 208 + 3)).isEqualTo(RgbImage.BLACK);
    RgbImage photo = new RgbImage(1, 1);
    photo.set(0, 0, RgbImage.CLEAR);
    assertThat(photo.get(0, 0)).isEqualTo(RgbImage.WHITE);
  }

  @Test
  void reducingKeepsTheLargestLoss() {
    int width = 1000;
    float[] loss = new float[width * width];
    loss[123 * width + 777] = 3;
    int[] none = new int[width * width];
    RgbImage picture =
        PanelPicture.draw(new PixelMaps(width, width, none, none, loss, NONE), null, 100);

    // Pixel (777, 123) lies under (77, 12) of the third panel.
    assertThat(picture.get(2 * 108 + 77, 12)).isEqualTo(0xfde725);
    assertThat(picture.width()).isEqualTo(3 * 100 + 2 * 8);
  }

  @Test
  void outlinesSuspectsInBlackAndWhite() {
    int[] labels = new int[100 * 100];
    boolean[] suspects = new boolean[100 * 100];
    for (int y = 40; y < 60; y++) {
      for (int x = 30; x < 70; x++) {
        suspects[y * 100 + x] = true;
      }
    }
    RgbImage picture =
        PanelPicture.draw(
            new PixelMaps(100, 100, labels, labels, new float[100 * 100], suspects), null, 400);

    Set<Integer> edge = new HashSet<>();
    for (int x = 60; x < 140; x++) {
      edge.add(picture.get(x, 80));
    }
    assertThat(edge).containsExactlyInAnyOrder(RgbImage.BLACK, RgbImage.WHITE);
    assertThat(picture.get(100, 100)).isEqualTo(ClassPalette.rgb(0));
  }

  @Test
  void coloursOfManyClassesDiffer() {
    Set<Integer> colours = new HashSet<>();
    for (int c = 0; c < 150; c++) {
      colours.add(ClassPalette.rgb(c));
    }
    assertThat(colours).hasSize(150).doesNotContain(ClassPalette.IGNORED);
    assertThat(ClassPalette.hex(2)).isEqualTo("#009e73");
  }

  @Test
  void readsPhotographsAndReducesLargeOnes() throws IOException {
    BufferedImage large = new BufferedImage(1200, 800, BufferedImage.TYPE_INT_RGB);
    large.setRGB(0, 0, 0x123456);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(large, "png", bytes);

    RgbImage photo = PhotoReader.read(bytes.toByteArray(), 300);

    assertThat(photo.width()).isEqualTo(300);
    assertThat(photo.height()).isEqualTo(200);
    assertThat(photo.get(0, 0)).isEqualTo(0x123456);
    assertThatThrownBy(() -> PhotoReader.read(new byte[] {1, 2, 3}, 300))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not an image");
  }
}
