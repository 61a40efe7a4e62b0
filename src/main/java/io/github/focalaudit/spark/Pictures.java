package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.PhotoPaths;
import io.github.focalaudit.picture.PanelPicture;
import io.github.focalaudit.picture.PhotoReader;
import io.github.focalaudit.picture.PixelMaps;
import io.github.focalaudit.picture.PngWriter;
import io.github.focalaudit.picture.RgbImage;
import io.github.focalaudit.spark.PixelPass.PictureFunction;
import io.github.focalaudit.spark.PixelPass.Pixels;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the pictures of an audit, each in its task, into the run directory. Of a volume the plane
 * with the largest loss is shown. Runs on executors. Immutable; serialised with the task.
 */
public final class Pictures implements PictureFunction {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
  private static final int LARGEST_EDGE = 480;
  private static final int MAX_PHOTO_BYTES = 256 * 1024 * 1024;

  private final Map<String, String> files;
  private final @Nullable String photos;

  /**
   * @param files path of the picture by image id
   * @param photos pattern of the photographs
   */
  public Pictures(Map<String, String> files, @Nullable String photos) {
    this.files = files;
    this.photos = photos;
  }

  @Override
  public String draw(ImageRef image, int[] spatial, Pixels pixels, Storage storage)
      throws IOException {
    String file = files.get(image.imageId());
    if (file == null) {
      return "";
    }
    PixelMaps maps = plane(spatial, pixels);
    RgbImage photo = photo(image, storage);
    storage.writeAtomically(file, PngWriter.bytes(PanelPicture.draw(maps, photo, LARGEST_EDGE)));
    return (photo == null ? "" : "image, ") + "truth, prediction, loss";
  }

  private @Nullable RgbImage photo(ImageRef image, Storage storage)
      throws StoreUnavailableException {
    String path = PhotoPaths.of(image, photos);
    if (path == null) {
      return null;
    }
    try {
      return PhotoReader.read(storage.readBytes(path, MAX_PHOTO_BYTES), LARGEST_EDGE);
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      LOG.warn(
          "no photograph in the picture of {}: cannot read {}: {}",
          image.imageId(),
          path,
          FileFaults.text(e));
      return null;
    }
  }

  private static PixelMaps plane(int[] spatial, Pixels pixels) {
    int width = spatial[spatial.length - 1];
    int height = spatial.length == 1 ? 1 : spatial[spatial.length - 2];
    int size = width * height;
    int planes = pixels.truth().length / size;
    int worst = 0;
    double most = -1;
    for (int plane = 0; plane < planes; plane++) {
      double loss = 0;
      for (int i = plane * size; i < (plane + 1) * size; i++) {
        loss += pixels.loss()[i];
      }
      if (loss > most) {
        most = loss;
        worst = plane;
      }
    }
    int from = worst * size;
    int to = from + size;
    boolean marked = pixels.suspects().length > 0;
    return new PixelMaps(
        width,
        height,
        Arrays.copyOfRange(pixels.truth(), from, to),
        Arrays.copyOfRange(pixels.prediction(), from, to),
        Arrays.copyOfRange(pixels.loss(), from, to),
        marked ? Arrays.copyOfRange(pixels.suspects(), from, to) : pixels.suspects());
  }
}
