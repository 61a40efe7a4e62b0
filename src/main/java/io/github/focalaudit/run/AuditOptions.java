package io.github.focalaudit.run;

import io.github.focalaudit.setting.Setting;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an audit does beyond the tables. Immutable.
 *
 * @param labelIssues whether statistics of pixels are gathered while scoring, and pixels are read
 *     again for suspected labels
 * @param pictures most pictures of worst images, and most of suspected labels
 * @param images pattern of the photographs, with {@code {id}} and slice columns in braces; null
 *     takes the slice column {@code image} where there is one
 */
public record AuditOptions(boolean labelIssues, int pictures, @Nullable String images)
    implements Serializable {
  /** Pictures of each kind where nothing else is said. */
  public static final int DEFAULT_PICTURES = 12;

  /** Most pictures of each kind. */
  public static final int MAX_PICTURES = 1000;

  /** The tables alone. */
  public static final AuditOptions TABLES = new AuditOptions(false, 0, null);

  /** Checks ranges. */
  public AuditOptions {
    if (pictures < 0 || pictures > MAX_PICTURES) {
      throw new IllegalArgumentException(
          Setting.PICTURES + " has to be in [0, " + MAX_PICTURES + "], got " + pictures);
    }
  }
}
