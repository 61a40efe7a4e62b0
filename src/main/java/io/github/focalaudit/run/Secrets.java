package io.github.focalaudit.run;

import io.github.focalaudit.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Masks secrets in words of a command line and in URIs, before they are written anywhere: the value
 * of a setting whose name ends in key, password, token, secret or credential(s), as in {@code
 * fs.s3a.secret.key=VALUE} or {@code --token VALUE}; the user information of a URI, and signatures
 * and tokens in its query. Stateless.
 */
final class Secrets {
  private static final String MASK = "***";

  /** Names that end like a secret's and are names of arrays in archives. */
  private static final Set<String> HARMLESS =
      Set.of(Setting.NPZ_KEY.option(), Setting.TRUTH_NPZ_KEY.option());

  private static final Pattern NAME =
      Pattern.compile("(?i)(.*[._-])?(key|keys|password|passwd|token|secret|credentials?)");

  private static final Pattern USER_INFORMATION = Pattern.compile("(?<=://)[^/@]+(?=@)");

  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)(?<=[?&])([^=&]*(?:signature|sig|token|key|secret|password|credential)=)[^&\\s]*");

  private Secrets() {}

  /** The words of a command line. */
  static List<String> masked(List<String> words) {
    List<String> masked = new ArrayList<>();
    boolean secret = false;
    for (String word : words) {
      masked.add(secret ? MASK : maskedWord(word));
      secret = isSecret(word) && word.startsWith("-");
    }
    return List.copyOf(masked);
  }

  private static String maskedWord(String word) {
    int equals = word.indexOf('=');
    if (equals > 0 && isSecret(word.substring(0, equals))) {
      return word.substring(0, equals + 1) + MASK;
    }
    return maskedUri(word);
  }

  private static boolean isSecret(String name) {
    return NAME.matcher(name).matches() && !HARMLESS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** A path, URI or pattern. */
  static String maskedUri(String uri) {
    String anonymous = USER_INFORMATION.matcher(uri).replaceAll(MASK);
    return QUERY.matcher(anonymous).replaceAll("$1" + MASK);
  }
}
