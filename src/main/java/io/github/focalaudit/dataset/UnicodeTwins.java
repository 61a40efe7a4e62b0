package io.github.focalaudit.dataset;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names without a partner that another name would be the partner of in the same Unicode
 * normalization: macOS writes NFD where others write NFC. Used by one thread.
 */
final class UnicodeTwins {
  private final Map<String, String> byNormal = new HashMap<>();

  /**
   * @param names the names of the other side
   */
  UnicodeTwins(Iterable<String> names) {
    for (String name : names) {
      if (!isAscii(name)) {
        byNormal.put(normal(name), name);
      }
    }
  }

  /** What to add to the message that a name has no partner; nothing where there is no twin. */
  String told(String name) {
    String twin = isAscii(name) ? null : of(name);
    return twin == null
        ? ""
        : "; "
            + twin
            + " is the same name in another Unicode normalization ("
            + form(twin)
            + ", not "
            + form(name)
            + "): rename one of them";
  }

  private @Nullable String of(String name) {
    String twin = byNormal.get(normal(name));
    return twin == null || twin.equals(name) ? null : twin;
  }

  /** Whether two names differ in their normalization alone. */
  static boolean areTwins(String name, String other) {
    return !name.equals(other) && normal(name).equals(normal(other));
  }

  private static String form(String name) {
    return Normalizer.isNormalized(name, Normalizer.Form.NFC)
        ? "NFC"
        : Normalizer.isNormalized(name, Normalizer.Form.NFD) ? "NFD" : "neither NFC nor NFD";
  }

  private static String normal(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 128);
  }
}
