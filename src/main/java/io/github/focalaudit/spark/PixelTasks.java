package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.evaluation.ImageOpener;
import io.github.focalaudit.evaluation.PixelScan;
import io.github.focalaudit.evaluation.PixelScan.Span;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.plan.PartitionPlan;
import io.github.focalaudit.plan.WorkUnit;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Opens images of a run again in tasks, one at a time. An input that cannot be read any more fails
 * the task. Used by one thread.
 */
final class PixelTasks {
  private final SparkSession session;
  private final Storage storage;
  private final ScoringSpec spec;

  /** One image to a result that crosses the network. */
  @FunctionalInterface
  interface ImageFunction<T> extends Serializable {
    T apply(ImageRef image, OpenImage open) throws IOException;
  }

  /** A unit of an image to a result that crosses the network. */
  @FunctionalInterface
  interface UnitFunction<T> extends Serializable {
    T apply(WorkUnit unit, OpenImage open) throws IOException;
  }

  /** The open files of an image. */
  record OpenImage(
      PixelScan scan,
      ScoreReader scores,
      LabelReader labels,
      LabelEncoder encoder,
      Storage storage) {
    void visit(ImageRef image, PixelScan.Visitor visitor) throws IOException {
      scan.scan(image, scores, labels, encoder, visitor);
    }

    void visit(ImageRef image, Span unit, Span margin, PixelScan.Visitor visitor)
        throws IOException {
      scan.scanUnit(image, scores, labels, encoder, unit, margin, visitor);
    }
  }

  /**
   * @param spec how the images were scored
   */
  PixelTasks(SparkSession session, Storage storage, ScoringSpec spec) {
    this.session = session;
    this.storage = storage;
    this.spec = spec;
  }

  int parallelism() {
    return JavaSparkContext.fromSparkContext(session.sparkContext()).defaultParallelism();
  }

  /** The results of images that are not split, in the partitions of a plan. */
  <T> JavaRDD<T> map(List<PartitionPlan> plans, ImageFunction<T> function) throws IOException {
    byte[] storageBytes = storage.toBytes();
    ScoringSpec sent = spec;
    return distributed(plans)
        .mapPartitions(
            bytes -> {
              Files files = new Files(storageBytes, sent);
              return results(
                  bytes, PartitionPlan::images, image -> files.open(image, false, function));
            });
  }

  /** The same of the units of split images. */
  <T> JavaRDD<T> mapUnits(List<PartitionPlan> plans, UnitFunction<T> function) throws IOException {
    byte[] storageBytes = storage.toBytes();
    ScoringSpec sent = spec;
    return distributed(plans)
        .mapPartitions(
            bytes -> {
              Files files = new Files(storageBytes, sent);
              return results(
                  bytes,
                  PartitionPlan::units,
                  unit ->
                      files.open(unit.image(), true, (image, open) -> function.apply(unit, open)));
            });
  }

  private JavaRDD<byte[]> distributed(List<PartitionPlan> plans) {
    List<byte[]> bytes = plans.stream().map(PartitionPlan::toBytes).toList();
    return JavaSparkContext.fromSparkContext(session.sparkContext())
        .parallelize(bytes, Math.max(1, bytes.size()));
  }

  /** The results of the parts of a plan, one after another, as they are asked for. */
  private static <P, T> Iterator<T> results(
      Iterator<byte[]> plans, Function<PartitionPlan, List<P>> parts, Function<P, T> function) {
    if (!plans.hasNext()) {
      return Collections.emptyIterator();
    }
    return parts.apply(PartitionPlan.fromBytes(plans.next())).stream().map(function).iterator();
  }

  /** Opens the images of a task. */
  private static final class Files {
    private final Storage storage;
    private final ScoringSpec spec;
    private final ImageOpener opener;
    private final PixelScan scan;

    Files(byte[] storageBytes, ScoringSpec spec) throws IOException {
      this.spec = spec;
      storage = TaskStorage.of(storageBytes);
      ScratchBuffers scratch = new ScratchBuffers(TaskCores.tasks());
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) end -> scratch.close());
      opener = spec.opener(storage::open, scratch);
      scan = new PixelScan(spec.loss(), spec.classes());
    }

    <T> T open(ImageRef image, boolean unit, ImageFunction<T> function) {
      ImageOpener.Use<T> use =
          (scores, labels, elements) -> {
            LabelEncoder encoder = spec.encoder(elements);
            return function.apply(image, new OpenImage(scan, scores, labels, encoder, storage));
          };
      try {
        return unit ? opener.openUnit(image, use) : opener.open(image, use);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read image " + image + " again", e);
      }
    }
  }
}
