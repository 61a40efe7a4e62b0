package io.github.focalaudit.dataset;

import io.github.focalaudit.format.BadInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The number of classes of a dataset, from a sample of its headers. Stateless. */
public final class ClassCount {
  /** Headers that are read at most. */
  public static final int SAMPLE_SIZE = 101;

  /** What a header said; where it could not be read, why. */
  private record Answer(int classes, @Nullable String failure) {}

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
   * cannot be read have no vote; scoring will quarantine them.
   *
   * @throws DatasetException at a tie, or where no header can be read
   */
  public static int of(List<ImageRef> images, Header header) throws IOException {
    List<ImageRef> sample = evenlySpaced(images, SAMPLE_SIZE);
    Map<Integer, Integer> votes = new TreeMap<>();
    String firstFailure = null;
    for (Answer answer : Parallel.map(sample, image -> read(image, header))) {
      if (answer.failure() == null) {
        votes.merge(answer.classes(), 1, Integer::sum);
      } else if (firstFailure == null) {
        firstFailure = answer.failure();
      }
    }
    if (votes.isEmpty()) {
      throw new DatasetException(
          "none of "
              + sample.size()
              + " sampled predictions has a readable header, so the number of classes is unknown;"
              + " pass --classes, or look at one of them: "
              + (firstFailure == null ? "there is none" : firstFailure));
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
              + " sampled headers each; pass --classes");
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

  private static Answer read(ImageRef image, Header header) {
    try {
      return new Answer(header.classes(image), null);
    } catch (BadInputException e) {
      return new Answer(0, e.getMessage());
    } catch (IOException e) {
      return new Answer(0, image.predictionPath() + ": " + e.getMessage());
    }
  }
}
