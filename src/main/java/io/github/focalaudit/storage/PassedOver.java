package io.github.focalaudit.storage;

/**
 * A name below a listed directory that the listing could not, or need not, go into.
 *
 * @param path the name, as far as it can be decoded
 * @param folder whether it is a folder; a file else
 * @param lost whether files of the dataset may be missing for that reason
 * @param reason in words
 */
public record PassedOver(String path, boolean folder, boolean lost, String reason) {
  static final String RUN = "a run directory";
}
