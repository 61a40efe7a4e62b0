package io.github.focalaudit.dataset;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The number of classes of a dataset, from a sample of its headers. Stateless. */
public final class ClassCount {
  /** Headers that are read at most. */
  public static final int SAMPLE_SIZE = 101;

  /** What a header said; where it could not be read, why. */
  private record Answer(int classes, @Nullable QuarantinedInput refused) {}

  /** Reads the number of classes from a prediction file's header; called on several threads. */
  public interface Header {
    /**
     * The number of classes, at least 1.
     *
     * @throws IOException where the file is at fault, or the store
     */
    int classes(ImageRef image) throws IOException;
  }

  private ClassCount() {}

  /**
   * The count that most of up to {@value #SAMPLE_SIZE} evenly spaced images have. Headers that
   * cannot be read have no vote; scoring will quarantine them. A store that is unavailable ends it.
   *
   * @throws DatasetException at a tie, or where no header can be read
   */
  public static int of(DatasetListing listing, Header header) throws IOException {
    List<ImageRef> sample = evenlySpaced(listing.images(), SAMPLE_SIZE);
    Map<Integer, Integer> votes = new TreeMap<>();
    List<QuarantinedInput> refused = new ArrayList<>(listing.quarantined());
    for (Answer answer : Parallel.map(sample, image -> read(image, header))) {
      if (answer.refused() == null) {
        votes.merge(answer.classes(), 1, Integer::sum);
      } else {
        refused.add(answer.refused());
      }
    }
    if (votes.isEmpty()) {
      throw new DatasetException(nothing(listing, sample.size(), refused));
    }
    int most = votes.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    List<Integer> winners =
        votes.entrySet().stream()
            .filter(vote -> vote.getValue() == most)
            .map(Map.Entry::getKey)
            .toList();
    if (winners.size() > 1) {
      throw new DatasetException(
          "the predictions disagree on the number of classes: "
              + winners
              + " have "
              + most
              + " of "
              + sample.size()
              + " sampled headers each; pass "
              + Setting.CLASSES);
    }
    return winners.get(0);
  }

  /**
   * Up to so many items at equal distances, the first and the last among them.
   *
   * @param limit at least 2
   */
  public static <T> List<T> evenlySpaced(List<T> items, int limit) {
    if (limit < 2) {
      throw new IllegalArgumentException("limit below 2: " + limit);
    }
    if (items.size() <= limit) {
      return List.copyOf(items);
    }
    List<T> sample = new ArrayList<>(limit);
    for (int i = 0; i < limit; i++) {
      sample.add(items.get((int) ((long) i * (items.size() - 1) / (limit - 1))));
    }
    return List.copyOf(sample);
  }

  private static String nothing(
      DatasetListing listing, int sampled, List<QuarantinedInput> refused) {
    StringBuilder text = new StringBuilder("the number of classes is unknown: ");
    if (sampled == 0) {
      text.append("all ").append(listing.expectedCount()).append(" inputs were refused");
    } else {
      text.append("none of ").append(sampled).append(" sampled predictions has a readable header");
    }
    SortedMap<ReasonCode, List<QuarantinedInput>> byCode = new TreeMap<>();
    refused.forEach(row -> byCode.computeIfAbsent(row.code(), code -> new ArrayList<>()).add(row));
    byCode.forEach(
        (code, rows) -> {
          QuarantinedInput first = rows.get(0);
          text.append("; ").append(rows.size()).append(' ').append(code).append(", the first ");
          text.append(first.path()).append(": ").append(first.detail());
        });
    return text.append("; look at these files, or pass " + Setting.CLASSES).toString();
  }

  private static Answer read(ImageRef image, Header header) throws StoreUnavailableException {
    try {
      return new Answer(header.classes(image), null);
    } catch (BadInputException e) {
      return refused(image, e.path(), e.code(), e.detail());
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      return refused(image, image.predictionPath(), ReasonCode.UNREADABLE, FileFaults.text(e));
    }
  }

  private static Answer refused(ImageRef image, String path, ReasonCode code, String detail) {
    return new Answer(0, new QuarantinedInput(image.imageId(), path, code, detail));
  }
}
