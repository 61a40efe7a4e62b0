package io.github.focalaudit.format;

/** What the array of a file stands for. */
public enum Content {
  /** A score for every class and pixel. */
  SCORES("--npz-key"),
  /** A label for every pixel, or 0 and 1 for every class and pixel. */
  LABELS("--truth-npz-key");

  private final String memberOption;

  Content(String memberOption) {
    this.memberOption = memberOption;
  }

  /** The option that names the array of an archive, for errors. */
  public String memberOption() {
    return memberOption;
  }
}
