package io.github.focalaudit.format;

import io.github.focalaudit.setting.Setting;

/** What the array of a file stands for. */
public enum Content {
  /** A score for every class and pixel. */
  SCORES(Setting.NPZ_KEY.option()),
  /** A label for every pixel, or 0 and 1 for every class and pixel. */
  LABELS(Setting.TRUTH_NPZ_KEY.option());

  private final String memberOption;

  Content(String memberOption) {
    this.memberOption = memberOption;
  }

  /** The option that names the array of an archive, for errors. */
  public String memberOption() {
    return memberOption;
  }
}
