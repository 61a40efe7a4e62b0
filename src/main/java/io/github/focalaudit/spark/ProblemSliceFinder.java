package io.github.focalaudit.spark;

import static org.apache.spark.sql.functions.col;

import io.github.focalaudit.evaluation.audit.AuditFindings.ProblemSlices;
import io.github.focalaudit.evaluation.audit.SliceStatistics;
import io.github.focalaudit.evaluation.audit.SliceStatistics.Group;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.fpm.FPGrowth;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Looks for groups of images that carry more of the loss than their share: FPGrowth proposes
 * combinations of up to three attributes that enough images have, and each is scored over all
 * images. Attributes are the values of slice columns, classes present, the dominant confusion and
 * the image size; those that nearly every image has tell nothing and are left out. Used by one
 * thread.
 */
public final class ProblemSliceFinder {
  private static final int MAX_ATTRIBUTES = 3;

  /** Patterns grow with 2^attributes where attributes go together: a million at most. */
  private static final int MAX_ITEMS = 20;

  private static final double MAX_SUPPORT = 0.9;
  private static final double MIN_SUPPORT = 0.02;
  private static final long MIN_IMAGES = 5;
  private static final int MAX_SLICES = 20;

  private final SparkSession session;
  private final AuditTables tables;
  private final List<String> classNames;

  /** An image: what it has, and its loss sum. */
  private record Transaction(List<String> attributes, double loss) implements Serializable {}

  /** Sums of images, by group. */
  private record Sums(long[] images, double[] loss, double[] squares) implements Serializable {
    static Sums zero(int groups) {
      return new Sums(new long[groups], new double[groups], new double[groups]);
    }

    void add(int group, double value) {
      images[group]++;
      loss[group] += value;
      squares[group] += value * value;
    }

    Sums merge(Sums other) {
      for (int g = 0; g < images.length; g++) {
        images[g] += other.images[g];
        loss[g] += other.loss[g];
        squares[g] += other.squares[g];
      }
      return this;
    }
  }

  /**
   * @param tables the tables of the run
   * @param classNames by class
   */
  public ProblemSliceFinder(SparkSession session, AuditTables tables, List<String> classNames) {
    this.session = session;
    this.tables = tables;
    this.classNames = List.copyOf(classNames);
  }

  /** The groups found; null where there are too few images, or there is no loss. */
  public @Nullable ProblemSlices find() {
    session.sparkContext().setJobGroup("focal-audit", "Problem slices", true);
    List<String> names = classNames;
    JavaRDD<Transaction> transactions =
        tables
            .table()
            .filter(col("loss_mean").isNotNull())
            .select("slices", "positives", "confusions", "spatial", "loss_sum")
            .toJavaRDD()
            .map(row -> transaction(row, names))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return find(transactions);
    } finally {
      transactions.unpersist(false);
    }
  }

  private static @Nullable ProblemSlices find(JavaRDD<Transaction> transactions) {
    Sums total = sums(transactions, List.of(List.of()), List.of());
    Group all = new Group(List.of(), total.images()[0], total.loss()[0], total.squares()[0]);
    long minimum = Math.max(MIN_IMAGES, (long) Math.ceil(MIN_SUPPORT * all.images()));
    if (all.images() < 2 * minimum || !(all.loss() > 0) || !Double.isFinite(all.loss())) {
      return null;
    }
    List<String> items = items(transactions, all, minimum);
    List<List<Integer>> candidates =
        items.isEmpty() ? List.of() : frequent(transactions, items, minimum, all.images());
    Sums sums = sums(transactions, candidates, items);
    List<Group> groups = new ArrayList<>();
    for (int g = 0; g < candidates.size(); g++) {
      groups.add(new Group(candidates.get(g), sums.images()[g], sums.loss()[g], sums.squares()[g]));
    }
    return new ProblemSlices(
        candidates.size(),
        minimum,
        SliceStatistics.CONFIDENCE,
        SliceStatistics.problems(all, groups, items, MAX_SLICES));
  }

  private static Transaction transaction(Row row, List<String> names) {
    TreeSet<String> attributes = new TreeSet<>();
    Map<String, @Nullable String> slices =
        new TreeMap<>(row.<String, @Nullable String>getJavaMap(0));
    slices.forEach(
        (name, value) -> {
          if (value != null) {
            attributes.add(name + " = " + value);
          }
        });
    List<Long> positives = row.getList(1);
    for (int c = 0; c < positives.size(); c++) {
      attributes.add((positives.get(c) > 0 ? "has " : "lacks ") + name(names, c));
    }
    List<Row> confusions = row.getList(2);
    if (!confusions.isEmpty()) {
      Row first = confusions.get(0);
      attributes.add(
          "mostly confuses "
              + name(names, first.getInt(0))
              + " with "
              + name(names, first.getInt(1)));
    }
    List<Integer> spatial = row.getList(3);
    StringBuilder size = new StringBuilder("size ");
    for (int d = 0; d < spatial.size(); d++) {
      size.append(d == 0 ? "" : " × ").append(spatial.get(d));
    }
    attributes.add(size.toString());
    return new Transaction(List.copyOf(attributes), row.getDouble(4));
  }

  private static String name(List<String> names, int classIndex) {
    return classIndex < names.size() ? names.get(classIndex) : "class " + classIndex;
  }

  /** The attributes that stand out most by themselves, of those that neither few nor all have. */
  private static List<String> items(JavaRDD<Transaction> transactions, Group all, long minimum) {
    Map<String, Sums> byItem = new HashMap<>();
    transactions
        .mapPartitions(ProblemSliceFinder::itemSums)
        .collect()
        .forEach(part -> part.forEach((item, sums) -> byItem.merge(item, sums, Sums::merge)));
    List<String> items = new ArrayList<>();
    Map<String, Double> excess = new HashMap<>();
    byItem.forEach(
        (item, sums) -> {
          long images = sums.images()[0];
          if (images >= minimum && images <= MAX_SUPPORT * all.images()) {
            items.add(item);
            excess.put(item, sums.loss()[0] / all.loss() - (double) images / all.images());
          }
        });
    items.sort(
        Comparator.comparingDouble((String item) -> -excess.getOrDefault(item, 0d))
            .thenComparing(Comparator.naturalOrder()));
    return List.copyOf(items.subList(0, Math.min(MAX_ITEMS, items.size())));
  }

  private static Iterator<HashMap<String, Sums>> itemSums(Iterator<Transaction> transactions) {
    HashMap<String, Sums> byItem = new HashMap<>();
    while (transactions.hasNext()) {
      Transaction transaction = transactions.next();
      for (String attribute : transaction.attributes()) {
        byItem.computeIfAbsent(attribute, item -> Sums.zero(1)).add(0, transaction.loss());
      }
    }
    return List.of(byItem).iterator();
  }

  private static List<List<Integer>> frequent(
      JavaRDD<Transaction> transactions, List<String> items, long minimum, long images) {
    JavaRDD<List<Integer>> numbered =
        transactions.map(
            transaction ->
                transaction.attributes().stream()
                    .map(items::indexOf)
                    .filter(item -> item >= 0)
                    .toList());
    // FPGrowth rounds support * images up; half an image less keeps the minimum itself.
    List<List<Integer>> found =
        new FPGrowth()
            .setMinSupport((minimum - 0.5) / images)
            .run(numbered)
            .freqItemsets()
            .toJavaRDD()
            .map(set -> set.javaItems())
            .filter(set -> set.size() <= MAX_ATTRIBUTES)
            .collect();
    List<List<Integer>> sorted = new ArrayList<>();
    found.forEach(set -> sorted.add(set.stream().sorted().toList()));
    sorted.sort(Comparator.comparing(List::toString));
    return sorted;
  }

  private static Sums sums(
      JavaRDD<Transaction> transactions, List<List<Integer>> groups, List<String> items) {
    return transactions
        .mapPartitions(part -> List.of(partSums(part, groups, items)).iterator())
        .fold(Sums.zero(groups.size()), Sums::merge);
  }

  private static Sums partSums(
      Iterator<Transaction> transactions, List<List<Integer>> groups, List<String> items) {
    Sums sums = Sums.zero(groups.size());
    boolean[] has = new boolean[items.size()];
    while (transactions.hasNext()) {
      Transaction transaction = transactions.next();
      Arrays.fill(has, false);
      for (String attribute : transaction.attributes()) {
        int item = items.indexOf(attribute);
        if (item >= 0) {
          has[item] = true;
        }
      }
      for (int g = 0; g < groups.size(); g++) {
        boolean in = true;
        for (int item : groups.get(g)) {
          in &= has[item];
        }
        if (in) {
          sums.add(g, transaction.loss());
        }
      }
    }
    return sums;
  }
}
