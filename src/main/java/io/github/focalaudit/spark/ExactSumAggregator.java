package io.github.focalaudit.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udaf;

import io.github.focalaudit.sum.ExactSum;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of a column, rounded once, in Spark SQL: the same value for any order of rows.
 * Nulls add nothing; without rows it is 0. Stateless.
 */
public final class ExactSumAggregator extends Aggregator<@Nullable Double, byte[], Double> {
  private static final long serialVersionUID = 1L;

  private ExactSumAggregator() {}

  /** The exact sum of a column of doubles. */
  public static Column exactSum(String column) {
    return udaf(new ExactSumAggregator(), Encoders.DOUBLE()).apply(col(column));
  }

  @Override
  public byte[] zero() {
    return new ExactSum().toBytes();
  }

  @Override
  public byte[] reduce(byte[] state, @Nullable Double value) {
    if (value == null) {
      return state;
    }
    ExactSum sum = ExactSum.fromBytes(state);
    sum.add(value);
    return sum.toBytes();
  }

  @Override
  public byte[] merge(byte[] left, byte[] right) {
    ExactSum sum = ExactSum.fromBytes(left);
    sum.merge(ExactSum.fromBytes(right));
    return sum.toBytes();
  }

  @Override
  public Double finish(byte[] state) {
    return ExactSum.fromBytes(state).value();
  }

  @Override
  public Encoder<byte[]> bufferEncoder() {
    return Encoders.BINARY();
  }

  @Override
  public Encoder<Double> outputEncoder() {
    return Encoders.DOUBLE();
  }
}
