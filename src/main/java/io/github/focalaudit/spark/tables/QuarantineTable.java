package io.github.focalaudit.spark.tables;

import io.github.focalaudit.dataset.QuarantinedInput;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The quarantine table: a row an input that was refused, with the reason. Stateless. */
public final class QuarantineTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("image_id", DataTypes.StringType, true)
          .add("path", DataTypes.StringType, true)
          .add("code", DataTypes.StringType, false)
          .add("detail", DataTypes.StringType, false);

  private QuarantineTable() {}

  /** The columns. */
  public static StructType schema() {
    return SCHEMA;
  }

  public static Row row(QuarantinedInput input) {
    return RowFactory.create(input.imageId(), input.path(), input.code().name(), input.detail());
  }
}
