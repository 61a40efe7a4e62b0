package io.github.focalaudit.cli;

import io.github.focalaudit.format.Content;
import io.github.focalaudit.format.Formats;
import java.util.List;
import java.util.ListResourceBundle;

/**
 * The file suffixes of the known formats, as help names them: {@code ${bundle:suffixes.scores}} and
 * {@code ${bundle:suffixes.labels}}. Stateless; public because {@link java.util.ResourceBundle}
 * makes it.
 */
public final class SuffixBundle extends ListResourceBundle {
  static final String NAME = "io.github.focalaudit.cli.SuffixBundle";

  @Override
  protected Object[][] getContents() {
    return new Object[][] {
      {"suffixes.scores", words(Formats.standard().suffixes(Content.SCORES))},
      {"suffixes.labels", words(Formats.standard().suffixes(Content.LABELS))}
    };
  }

  /** Such as {@code .png, .npy or .npz}. */
  private static String words(List<String> suffixes) {
    int last = suffixes.size() - 1;
    String end = suffixes.get(last);
    return last == 0 ? end : String.join(", ", suffixes.subList(0, last)) + " or " + end;
  }
}
