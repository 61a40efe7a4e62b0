package io.github.focalaudit.spark.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.spark.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowByRowTest {
  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";
  private static final StructType SCHEMA = new StructType().add("a", DataTypes.LongType);

  @TempDir Path folder;
  private final SparkSession session = LocalSpark.start("local[2]", false);

  @AfterEach
  void stop() {
    session.stop();
  }

  private List<Row> written(String name, long value) {
    String path = folder.resolve(name).toString();
    session.createDataFrame(List.of(RowFactory.create(value)), SCHEMA).write().parquet(path);
    return session.read().schema(SCHEMA).parquet(path).collectAsList();
  }

  @Test
  void noProgramIsCompiledWhileItIsOpen() {
    long before = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
    try (RowByRow rows = new RowByRow(session)) {
      assertThat(written("rows", 7)).containsExactly(RowFactory.create(7L));
    }
    assertThat(CodegenMetrics.METRIC_COMPILATION_TIME().getCount()).isEqualTo(before);
    assertThat(session.conf().getAll().contains(WHOLE_STAGE)).isFalse();
    assertThat(session.conf().get("spark.sql.codegen.factoryMode")).isEqualTo("FALLBACK");
  }

  @Test
  void whatTheSessionWasToldStays() {
    session.conf().set(WHOLE_STAGE, true);
    try {
      try (RowByRow rows = new RowByRow(session)) {
        assertThat(session.conf().get(WHOLE_STAGE)).isEqualTo("true");
      }
      assertThat(session.conf().get(WHOLE_STAGE)).isEqualTo("true");
    } finally {
      session.conf().unset(WHOLE_STAGE);
    }
  }
}
