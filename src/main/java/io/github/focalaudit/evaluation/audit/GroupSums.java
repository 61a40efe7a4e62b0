package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.evaluation.audit.SliceStatistics.Group;
import io.github.focalaudit.sum.ExactSum;
import java.util.List;
import java.util.stream.Stream;

/**
 * The mergeable sums of groups of images: counts, and exact sums of losses and of their squares.
 * Adding and merging are free of order. Not thread-safe.
 */
public final class GroupSums {
  private static final int VERSION = 2;

  private final long[] images;
  private final ExactSum[] losses;
  private final ExactSum[] squares;

  /** Sums of no image. */
  public GroupSums(int groups) {
    images = new long[groups];
    losses = sums(groups);
    squares = sums(groups);
  }

  private static ExactSum[] sums(int count) {
    return Stream.generate(ExactSum::new).limit(count).toArray(ExactSum[]::new);
  }

  /** Adds an image to a group. */
  public void add(int group, double loss) {
    images[group]++;
    losses[group].add(loss);
    squares[group].add(loss * loss);
  }

  /** Adds other sums of as many groups. */
  public void merge(GroupSums other) {
    for (int g = 0; g < images.length; g++) {
      images[g] += other.images[g];
      losses[g].merge(other.losses[g]);
      squares[g].merge(other.squares[g]);
    }
  }

  /** The sums of a group, each rounded once. */
  public Group group(int group, List<Integer> items) {
    return new Group(items, images[group], losses[group].value(), squares[group].value());
  }

  /** The versioned bytes. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(images.length);
    for (int g = 0; g < images.length; g++) {
      out.writeNumber(images[g]);
      losses[g].write(out);
      squares[g].write(out);
    }
    return out.toBytes();
  }

  /**
   * Reads the versioned bytes.
   *
   * @throws IllegalArgumentException where they are not of a known version, or damaged
   */
  public static GroupSums fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader("sums of groups", VERSION, bytes);
    GroupSums read = new GroupSums(in.readCount("groups", 3));
    for (int g = 0; g < read.images.length; g++) {
      read.images[g] = in.readNumber("images");
      read.losses[g].merge(ExactSum.read(in));
      read.squares[g].merge(ExactSum.read(in));
    }
    in.end();
    return read;
  }
}
