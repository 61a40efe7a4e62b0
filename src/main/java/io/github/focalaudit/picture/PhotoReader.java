package io.github.focalaudit.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads photographs (JPEG, PNG, GIF, BMP, TIFF) for pictures. Stateless. */
public final class PhotoReader {
  private static final long MAX_DECODED_PIXELS = 64L << 20;

  private PhotoReader() {}

  /**
   * Decodes a photograph, reduced while it is read where it is much larger than needed.
   *
   * @param file the content of the file
   * @param edge pixels of the longer edge that are enough
   * @throws IOException where the format is unknown, the content at fault or the picture too large
   */
  public static RgbImage read(byte[] file, int edge) throws IOException {
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new IOException("not an image of a known format (JPEG, PNG, GIF, BMP, TIFF)");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        return decode(reader, edge);
      } catch (RuntimeException e) {
        // Readers of the platform throw all kinds of unchecked exceptions on broken files.
        throw new IOException("broken image: " + e, e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static RgbImage decode(ImageReader reader, int edge) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    int step = Math.max(1, Math.max(width, height) / Math.max(1, edge));
    long decoded = (long) (width / step + 1) * (height / step + 1);
    if (decoded > MAX_DECODED_PIXELS) {
      throw new IOException("image of " + width + " x " + height + " pixels is too large");
    }
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(step, step, 0, 0);
    BufferedImage image = reader.read(0, param);
    RgbImage rgb = new RgbImage(image.getWidth(), image.getHeight());
    for (int y = 0; y < rgb.height(); y++) {
      for (int x = 0; x < rgb.width(); x++) {
        rgb.set(x, y, image.getRGB(x, y));
      }
    }
    return rgb;
  }
}
