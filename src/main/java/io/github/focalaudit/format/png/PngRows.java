package io.github.focalaudit.format.png;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;

/** The rows of a PNG with one channel: filters undone, passes woven together, samples unpacked. */
final class PngRows {
  /** Adam7: first column, first row, column step, row step of each pass. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] SINGLE = {{0, 0, 1, 1}};

  private final int width;
  private final int height;
  private final int depth;
  private final int[][] passes;

  PngRows(int width, int height, int depth, boolean interlaced) {
    this.width = width;
    this.height = height;
    this.depth = depth;
    this.passes = interlaced ? ADAM7 : SINGLE;
  }

  /** Bits of a sample. */
  int depth() {
    return depth;
  }

  /** Bytes of the inflated pixel data: a filter byte before every row. */
  long filteredBytes() {
    long bytes = 0;
    for (int[] pass : passes) {
      long columns = columns(pass);
      bytes += columns == 0 ? 0 : rows(pass) * (1 + rowBytes(columns));
    }
    return bytes;
  }

  private long columns(int[] pass) {
    return Math.max(0, ((long) width - pass[0] + pass[2] - 1) / pass[2]);
  }

  private long rows(int[] pass) {
    return Math.max(0, ((long) height - pass[1] + pass[3] - 1) / pass[3]);
  }

  private long rowBytes(long columns) {
    return (columns * depth + 7) / 8;
  }

  /**
   * Undoes the filters in place and unpacks the samples.
   *
   * @param filtered inflated pixel data, overwritten
   * @param target [height, width] bytes, or twice as many, big-endian, for 16 bits
   */
  void decode(byte[] filtered, byte[] target, Location location) throws BadInputException {
    int at = 0;
    for (int[] pass : passes) {
      int columns = (int) columns(pass);
      int rows = columns == 0 ? 0 : (int) rows(pass);
      int bytes = (int) rowBytes(columns);
      for (int row = 0; row < rows; row++) {
        int filter = filtered[at];
        int start = at + 1;
        int above = row == 0 ? -1 : start - 1 - bytes;
        if (filter < 0 || filter > 4) {
          throw location.fault(
              ReasonCode.MALFORMED,
              "row " + (pass[1] + row * pass[3]) + ": unknown filter " + (filter & 0xff));
        }
        unfilter(filter, filtered, start, above, bytes, depth == 16 ? 2 : 1);
        int to = (pass[1] + row * pass[3]) * width + pass[0];
        unpack(filtered, start, columns, target, to, pass[2]);
        at = start + bytes;
      }
    }
  }

  /**
   * Undoes the filter of one row.
   *
   * @param above start of the row above, -1 for none, which counts as zeros
   * @param step bytes of a sample, at least 1
   */
  private static void unfilter(int filter, byte[] b, int start, int above, int count, int step) {
    int end = start + count;
    switch (filter) {
      case 1 -> {
        for (int i = start + step; i < end; i++) {
          b[i] += b[i - step];
        }
      }
      case 2 -> {
        if (above >= 0) {
          int shift = start - above;
          for (int i = start; i < end; i++) {
            b[i] += b[i - shift];
          }
        }
      }
      case 3 -> {
        for (int i = start; i < end; i++) {
          int left = i - step < start ? 0 : b[i - step] & 0xff;
          int up = above < 0 ? 0 : b[above + i - start] & 0xff;
          b[i] += (byte) ((left + up) >>> 1);
        }
      }
      case 4 -> {
        for (int i = start; i < end; i++) {
          boolean first = i - step < start;
          int left = first ? 0 : b[i - step] & 0xff;
          int up = above < 0 ? 0 : b[above + i - start] & 0xff;
          int corner = first || above < 0 ? 0 : b[above + i - step - start] & 0xff;
          b[i] += (byte) paeth(left, up, corner);
        }
      }
      default -> {
        // Filter 0 stores the row as it is.
      }
    }
  }

  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
  }

  private void unpack(byte[] source, int from, int columns, byte[] target, int to, int step) {
    if (depth == 16) {
      for (int i = 0; i < columns; i++) {
        target[2 * (to + i * step)] = source[from + 2 * i];
        target[2 * (to + i * step) + 1] = source[from + 2 * i + 1];
      }
    } else if (depth == 8 && step == 1) {
      System.arraycopy(source, from, target, to, columns);
    } else if (depth == 8) {
      for (int i = 0; i < columns; i++) {
        target[to + i * step] = source[from + i];
      }
    } else {
      int mask = (1 << depth) - 1;
      for (int i = 0; i < columns; i++) {
        int bit = i * depth;
        target[to + i * step] =
            (byte) ((source[from + (bit >>> 3)] >>> (8 - depth - (bit & 7))) & mask);
      }
    }
  }
}
