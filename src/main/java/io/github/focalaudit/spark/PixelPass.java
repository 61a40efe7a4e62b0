package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.evaluation.PixelScan.Span;
import io.github.focalaudit.evaluation.PixelView;
import io.github.focalaudit.evaluation.audit.IssueState;
import io.github.focalaudit.evaluation.audit.LabelIssueFinder;
import io.github.focalaudit.evaluation.audit.LabelModel;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.kernel.Tile;
import io.github.focalaudit.plan.PartitionPlan;
import io.github.focalaudit.plan.Partitioner;
import io.github.focalaudit.plan.WorkUnit;
import io.github.focalaudit.spark.tables.LabelIssueTable;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Reads images of a run again, pixel by pixel. A task holds one image at a time. An input that
 * cannot be read any more fails the pass. Used by one thread.
 */
public final class PixelPass {
  /** Components of an image that its row keeps, the highest scores first. */
  static final int COMPONENTS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(PixelPass.class);

  /** Heap a pixel that drawing takes: the maps, those of one plane, and the marks of suspects. */
  private static final long DRAWN_BYTES = 32;

  /** Of the heap: the rest is for Spark and for what is read. */
  private static final double HEAP_FRACTION = 0.5;

  /** Components that are outlined in a picture: with all of them there is little else to see. */
  private static final int OUTLINED = 5;

  private final SparkSession session;
  private final Storage storage;
  private final ScoringSpec spec;
  private final PixelTasks tasks;

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
    this.tasks = new PixelTasks(session, storage, spec);
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
      UnitPlanner.Work work = new UnitPlanner(storage, spec).plan(images, 0, tasks.parallelism());
      JavaRDD<Row> whole =
          tasks.map(
              images(work),
              (image, open) -> {
                LabelIssueFinder finder =
                    new LabelIssueFinder(model, COMPONENTS, open.scores().shape().spatial());
                open.visit(image, finder);
                return LabelIssueTable.row(image.imageId(), finder.issues());
              });
      JavaRDD<Row> all = work.splitImages() == 0 ? whole : whole.union(merged(work, model));
      JavaRDD<Row> rows = all.persist(StorageLevel.MEMORY_AND_DISK());
      try {
        LabelIssueTable.write(session, storage, rows, issuesPath, componentsPath);
      } finally {
        rows.unpersist(false);
      }
    }
  }

  private static List<PartitionPlan> images(UnitPlanner.Work work) {
    return work.partitions().stream()
        .filter(plan -> !plan.images().isEmpty())
        .map(plan -> new PartitionPlan(plan.images()))
        .toList();
  }

  /** The rows of split images: their units are merged by image. */
  private JavaRDD<Row> merged(UnitPlanner.Work work, LabelModel model) throws IOException {
    List<PartitionPlan> plans =
        work.partitions().stream()
            .filter(plan -> !plan.units().isEmpty())
            .map(plan -> new PartitionPlan(List.of(), plan.units()))
            .toList();
    return tasks
        .mapUnits(
            plans,
            (unit, open) ->
                new Tuple2<>(unit.image().imageId(), issues(unit, open, model).toBytes()))
        .mapToPair(keyed -> keyed)
        .groupByKey(Math.min(work.splitImages(), plans.size()))
        .map(
            units -> {
              List<IssueState> states = new ArrayList<>();
              units._2().forEach(item -> states.add(IssueState.fromBytes(model, COMPONENTS, item)));
              return LabelIssueTable.row(units._1(), IssueState.issues(states, model, COMPONENTS));
            });
  }

  private static IssueState issues(WorkUnit unit, PixelTasks.OpenImage open, LabelModel model)
      throws IOException {
    ScoreShape shape = open.scores().shape();
    long from = unit.firstBlock() * Tile.PIXELS;
    long to = Math.min(shape.pixelCount(), from + unit.blockCount() * Tile.PIXELS);
    Span pixels = new Span(from, to);
    LabelIssueFinder finder = new LabelIssueFinder(model, COMPONENTS, pixels, shape.spatial());
    Span margin = new Span(finder.marginFrom(), finder.marginTo());
    open.visit(unit.image(), pixels, margin, finder);
    return finder.state();
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
      int partitions = Partitioner.defaultPartitions(images, tasks.parallelism());
      JavaRDD<Row> rows =
          tasks.map(
              Partitioner.plan(images, partitions),
              (image, open) ->
                  RowFactory.create(
                      image.imageId(),
                      hasRoom(image, open)
                          ? function.draw(
                              image,
                              open.scores().shape().spatial(),
                              pixels(image, open, model),
                              open.storage())
                          : ""));
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

  private static boolean hasRoom(ImageRef image, PixelTasks.OpenImage open) {
    long needed = Math.multiplyExact(DRAWN_BYTES, open.scores().shape().pixelCount());
    long room = (long) (HEAP_FRACTION * Runtime.getRuntime().maxMemory() / TaskCores.tasks());
    if (needed > room) {
      LOG.warn(
          "no picture of {}: drawing {} pixels takes {} bytes of memory, this task has {} for it;"
              + " give more memory or fewer cores to a JVM",
          image.imageId(),
          open.scores().shape().pixelCount(),
          needed,
          room);
    }
    return needed <= room;
  }

  private static Pixels pixels(
      ImageRef image, PixelTasks.OpenImage open, @Nullable LabelModel model) throws IOException {
    int count = Math.toIntExact(open.scores().shape().pixelCount());
    Pixels pixels = new Pixels(new int[count], new int[count], new float[count], new boolean[0]);
    LabelIssueFinder finder =
        model == null
            ? null
            : new LabelIssueFinder(model, OUTLINED, open.scores().shape().spatial()).withSuspects();
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
        : new Pixels(pixels.truth(), pixels.prediction(), pixels.loss(), finder.suspects());
  }
}
