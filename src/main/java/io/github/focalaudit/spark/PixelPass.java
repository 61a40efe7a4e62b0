package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.evaluation.PixelScan;
import io.github.focalaudit.evaluation.PixelView;
import io.github.focalaudit.evaluation.audit.LabelIssueFinder;
import io.github.focalaudit.evaluation.audit.LabelModel;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.plan.PartitionPlan;
import io.github.focalaudit.plan.Partitioner;
import io.github.focalaudit.spark.tables.LabelIssueTable;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Reads images of a run again, pixel by pixel. A task holds one image at a time. An input that
 * cannot be read any more fails the pass. Used by one thread.
 */
public final class PixelPass {
  /** Components of an image that its row keeps, the highest scores first. */
  static final int COMPONENTS = 100;

  /** Components that are outlined in a picture: with all of them there is little else to see. */
  private static final int OUTLINED = 5;

  private final SparkSession session;
  private final Storage storage;
  private final ScoringSpec spec;

  /** One image to a result that crosses the network. */
  @FunctionalInterface
  interface ImageFunction<T> extends Serializable {
    T apply(ImageRef image, OpenImage open) throws IOException;
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
  }

  /** Draws the picture of an image and says what its panels show; runs in tasks. */
  @FunctionalInterface
  public interface PictureFunction extends Serializable {
    /**
     * Draws and writes a picture.
     *
     * @param image the files
     * @param spatial sizes of the spatial dimensions
     * @param pixels maps of its pixels, row by row
     * @param storage the file systems
     * @return what the panels show; empty where there is no picture
     */
    String draw(ImageRef image, int[] spatial, Pixels pixels, Storage storage) throws IOException;
  }

  /**
   * Maps of the pixels of an image.
   *
   * @param truth class of the label, as {@link PixelView#label()}
   * @param prediction as {@link PixelView#prediction()}
   * @param loss in nats, 0 where ignored
   * @param suspects pixels whose label is suspected; empty where that was not asked for
   */
  public record Pixels(int[] truth, int[] prediction, float[] loss, boolean[] suspects) {}

  /**
   * @param spec how the images were scored
   */
  public PixelPass(SparkSession session, Storage storage, ScoringSpec spec) {
    this.session = session;
    this.storage = storage;
    this.spec = spec;
  }

  /**
   * Looks for suspected labels and writes them as two tables: a row an image, and a row a
   * component, both by score.
   *
   * @param model what labels are judged by
   */
  public void writeLabelIssues(
      List<ImageRef> images, LabelModel model, String issuesPath, String componentsPath)
      throws IOException {
    try (JobGroup group =
        JobGroup.begin(session, "Suspected labels of " + images.size() + " images")) {
      JavaRDD<Row> rows =
          map(
                  images,
                  (image, open) -> {
                    LabelIssueFinder finder =
                        new LabelIssueFinder(model, open.scores().shape().spatial());
                    open.visit(image, finder);
                    return LabelIssueTable.row(image.imageId(), finder.issues(COMPONENTS));
                  })
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        LabelIssueTable.write(session, storage, rows, issuesPath, componentsPath);
      } finally {
        rows.unpersist(false);
      }
    }
  }

  /**
   * Draws pictures of a few images, one task each.
   *
   * @param model to mark suspected labels by; null leaves them unmarked
   * @return what the panels of each image show, in the order of the images
   */
  public List<String> draw(
      List<ImageRef> images, @Nullable LabelModel model, PictureFunction function)
      throws IOException {
    try (JobGroup group = JobGroup.begin(session, "Pictures of " + images.size() + " images")) {
      List<String> shown = new ArrayList<>();
      JavaRDD<Row> rows =
          map(
              images,
              (image, open) ->
                  RowFactory.create(
                      image.imageId(),
                      function.draw(
                          image,
                          open.scores().shape().spatial(),
                          pixels(image, open, model),
                          open.storage())));
      List<Row> drawn = rows.collect();
      for (ImageRef image : images) {
        for (Row row : drawn) {
          if (row.getString(0).equals(image.imageId())) {
            shown.add(row.getString(1));
          }
        }
      }
      return shown;
    }
  }

  private static Pixels pixels(ImageRef image, OpenImage open, @Nullable LabelModel model)
      throws IOException {
    int count = Math.toIntExact(open.scores().shape().pixelCount());
    Pixels pixels = new Pixels(new int[count], new int[count], new float[count], new boolean[0]);
    LabelIssueFinder finder =
        model == null ? null : new LabelIssueFinder(model, open.scores().shape().spatial());
    open.visit(
        image,
        (index, pixel) -> {
          int at = (int) index;
          pixels.truth()[at] = pixel.label();
          pixels.prediction()[at] = pixel.prediction();
          pixels.loss()[at] = (float) pixel.loss();
          if (finder != null) {
            finder.pixel(index, pixel);
          }
        });
    return finder == null
        ? pixels
        : new Pixels(pixels.truth(), pixels.prediction(), pixels.loss(), finder.suspects(OUTLINED));
  }

  private <T> JavaRDD<T> map(List<ImageRef> images, ImageFunction<T> function) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    int partitions = Partitioner.defaultPartitions(images, context.defaultParallelism());
    List<byte[]> plans =
        Partitioner.plan(images, partitions).stream().map(PartitionPlan::toBytes).toList();
    byte[] storageBytes = storage.toBytes();
    ScoringSpec sent = spec;
    return context
        .parallelize(plans, Math.max(1, plans.size()))
        .mapPartitions(plan -> mapPartition(plan, storageBytes, sent, function));
  }

  private static <T> Iterator<T> mapPartition(
      Iterator<byte[]> plans, byte[] storageBytes, ScoringSpec spec, ImageFunction<T> function)
      throws IOException {
    if (!plans.hasNext()) {
      return Collections.emptyIterator();
    }
    PartitionPlan plan = PartitionPlan.fromBytes(plans.next());
    ScratchBuffers scratch = new ScratchBuffers(TaskCores.tasks());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> scratch.close());
    Storage storage = TaskStorage.of(storageBytes);
    PixelScan scan = new PixelScan(spec.loss(), spec.classes());
    Iterator<ImageRef> images = plan.images().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return images.hasNext();
      }

      @Override
      public T next() {
        ImageRef image = images.next();
        try {
          return open(image, storage, spec, scratch, scan, function);
        } catch (IOException e) {
          throw new UncheckedIOException("cannot read image " + image + " again", e);
        }
      }
    };
  }

  private static <T> T open(
      ImageRef image,
      Storage storage,
      ScoringSpec spec,
      ScratchBuffers scratch,
      PixelScan scan,
      ImageFunction<T> function)
      throws IOException {
    return spec.opener(storage::open, scratch)
        .open(
            image,
            (scores, labels, elements) -> {
              LabelEncoder encoder = elements ? spec.elementEncoder() : spec.encoder();
              return function.apply(image, new OpenImage(scan, scores, labels, encoder, storage));
            });
  }
}
