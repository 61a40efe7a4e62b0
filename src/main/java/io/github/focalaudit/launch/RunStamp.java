package io.github.focalaudit.launch;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time in the name of a run directory, for schedulers that pass the same words every night.
 * Stateless.
 */
public final class RunStamp {
  private static final String PLACE = "{utc}";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunStamp() {}

  /** The output with {@code {utc}} replaced by the time; as it is, where that is not in it. */
  public static String filled(String output, Instant now) {
    return output.replace(PLACE, STAMP.format(now));
  }
}
