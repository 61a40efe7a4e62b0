package io.github.focalaudit.kernel;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native arrays of one call of the ND4J kernel, released together. Not thread-safe. */
final class Nd4jArrays implements AutoCloseable {
  private final List<INDArray> kept = new ArrayList<>();

  /** A new matrix {@code [rows, values / rows]} of doubles, row by row. */
  INDArray of(double[] values, int rows) {
    return keep(Nd4j.create(values, new long[] {rows, values.length / rows}, DataType.DOUBLE));
  }

  /** Releases an array with the others. */
  INDArray keep(INDArray array) {
    kept.add(array);
    return array;
  }

  @Override
  public void close() {
    for (INDArray array : kept) {
      if (array.closeable()) {
        array.close();
      }
    }
  }
}
