package io.github.focalaudit.dataset;

import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.Excerpt;

/**
 * An input that is left out of the scores, and why.
 *
 * @param imageId the image it belongs to
 * @param path the file at fault, or the one that has no partner
 * @param code the reason
 * @param detail the reason in words, with place, expected and found
 */
public record QuarantinedInput(String imageId, String path, ReasonCode code, String detail) {
  /** Keeps the start of a long detail. */
  public QuarantinedInput {
    detail = Excerpt.detail(detail);
  }
}
