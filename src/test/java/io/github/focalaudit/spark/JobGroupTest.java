package io.github.focalaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobGroupTest {
  @SuppressWarnings("NullAway.Init")
  private static SparkSession session;

  @BeforeAll
  static void startSpark() {
    session = LocalSpark.start("local[1]", false);
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static List<@Nullable String> properties() {
    SparkContext context = session.sparkContext();
    return Arrays.asList(
        context.getLocalProperty("spark.jobGroup.id"),
        context.getLocalProperty("spark.job.description"),
        context.getLocalProperty("spark.job.interruptOnCancel"));
  }

  @Test
  void theCallersGroupComesBackAlsoFromNestedGroups() {
    session.sparkContext().setJobGroup("theirs", "their work", false);
    try (JobGroup outer = JobGroup.begin(session, "outer")) {
      try (JobGroup inner = JobGroup.begin(session, "inner")) {
        assertThat(properties()).containsExactly("focal-audit", "inner", "true");
      }
      assertThat(properties()).containsExactly("focal-audit", "outer", "true");
    }
    assertThat(properties()).containsExactly("theirs", "their work", "false");
  }

  @Test
  void withoutAGroupThereIsNoneAfterwards() {
    session.sparkContext().clearJobGroup();
    try (JobGroup group = JobGroup.begin(session, "work")) {
      assertThat(properties()).containsExactly("focal-audit", "work", "true");
    }
    assertThat(properties()).containsExactly(null, null, null);
  }
}
