package io.github.focalaudit.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/** How many tasks run in one JVM at once, from settings alone: the same at every attempt. */
final class TaskCores {
  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\d+|\\*)(,.*)?\\])?");

  private TaskCores() {}

  /** For the JVM of this task. */
  static int tasks() {
    return tasks(SparkEnv.get().conf(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param processors of the machine, which a JVM is taken to use where nothing else is said
   */
  static int tasks(SparkConf conf, int processors) {
    Matcher local = LOCAL.matcher(conf.get("spark.master", ""));
    int cores = processors;
    if (local.matches()) {
      String threads = local.group(2);
      cores = threads == null ? 1 : threads.equals("*") ? processors : Integer.parseInt(threads);
    } else if (conf.contains("spark.executor.cores")) {
      cores = conf.getInt("spark.executor.cores", processors);
    }
    return Math.max(1, cores / Math.max(1, conf.getInt("spark.task.cpus", 1)));
  }
}
