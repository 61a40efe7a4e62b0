package io.github.focalaudit.dataset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the photograph of an image is. Stateless. */
public final class PhotoPaths {
  /** The slice column that holds paths of photographs. */
  private static final String COLUMN = "image";

  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]*)}");

  private PhotoPaths() {}

  /**
   * The path, or null where the image has none: a name of the pattern is no column of it.
   *
   * @param pattern a path with column names in braces; null for the column {@code image}
   */
  public static @Nullable String of(ImageRef image, @Nullable String pattern) {
    if (pattern == null) {
      return image.columns().get(COLUMN);
    }
    Matcher names = NAME.matcher(pattern);
    StringBuilder path = new StringBuilder();
    while (names.find()) {
      String name = names.group(1);
      String value = image.columns().get(name);
      if (value == null && (name.equals("id") || name.equals("image_id"))) {
        value = image.imageId();
      }
      if (value == null) {
        return null;
      }
      names.appendReplacement(path, Matcher.quoteReplacement(value));
    }
    return names.appendTail(path).toString();
  }
}
