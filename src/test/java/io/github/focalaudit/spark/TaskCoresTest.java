package io.github.focalaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class TaskCoresTest {
  private static int tasks(String master, String... settings) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return TaskCores.tasks(conf, 8);
  }

  @Test
  void comeFromTheSettings() {
    assertThat(tasks("local")).isEqualTo(1);
    assertThat(tasks("local[3]")).isEqualTo(3);
    assertThat(tasks("local[3,4]")).isEqualTo(3);
    assertThat(tasks("local[*]")).isEqualTo(8);
    assertThat(tasks("yarn", "spark.executor.cores", "4")).isEqualTo(4);
    assertThat(tasks("yarn", "spark.executor.cores", "4", "spark.task.cpus", "2")).isEqualTo(2);
    assertThat(tasks("spark://host:7077")).isEqualTo(8);
    assertThat(tasks("local[2]", "spark.task.cpus", "4")).isEqualTo(1);
  }
}
