package io.github.focalaudit.report.html;

import io.github.focalaudit.picture.PngReader;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands out pictures as long as the page stays under its cap. Pictures are taken in the order they
 * are asked for; one that does not fit is left out and counted. Used by one thread.
 */
final class PictureBudget {
  private final Function<String, byte @Nullable []> files;
  private long left;
  private int shown;
  private int leftOut;

  /**
   * @param files content of a picture by its name, null where there is none
   * @param bytes of markup that pictures may take
   */
  PictureBudget(Function<String, byte @Nullable []> files, long bytes) {
    this.files = files;
    this.left = bytes;
  }

  /** A picture in the page. */
  record Embedded(String dataUri, int width, int height) {}

  /** The picture of a name; null where there is none or no room. */
  @Nullable Embedded embed(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    byte[] png = files.apply(name);
    if (png == null) {
      return null;
    }
    int[] size = PngReader.size(png);
    if (size == null) {
      return null;
    }
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    if (uri.length() > left) {
      leftOut++;
      return null;
    }
    left -= uri.length();
    shown++;
    return new Embedded(uri, size[0], size[1]);
  }

  int shown() {
    return shown;
  }

  int leftOut() {
    return leftOut;
  }
}
