package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.evaluation.audit.SliceStatistics.Group;
import io.github.focalaudit.sum.ExactSum;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The mergeable sums of groups of images: counts, and exact sums of losses and of their squares.
 * Adding and merging are free of order. Not thread-safe.
 */
public final class GroupSums {
  private static final byte VERSION = 1;

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(images.length);
      for (int g = 0; g < images.length; g++) {
        out.writeLong(images[g]);
        losses[g].write(out);
        squares[g].write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the versioned bytes.
   *
   * @throws IllegalArgumentException where they are not of a known version, or damaged
   */
  public static GroupSums fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "sums of groups: expected version " + VERSION + ", got " + version);
      }
      GroupSums read = new GroupSums(in.readInt());
      for (int g = 0; g < read.images.length; g++) {
        read.images[g] = in.readLong();
        read.losses[g].merge(ExactSum.read(in));
        read.squares[g].merge(ExactSum.read(in));
      }
      return read;
    } catch (IOException e) {
      throw new IllegalArgumentException("sums of groups: damaged bytes", e);
    }
  }
}
