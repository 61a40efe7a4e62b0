package io.github.focalaudit.spark;

import static org.apache.spark.sql.functions.col;

import io.github.focalaudit.document.AuditDocument.ProblemSlices;
import io.github.focalaudit.evaluation.audit.GroupSums;
import io.github.focalaudit.evaluation.audit.SliceStatistics;
import io.github.focalaudit.evaluation.audit.SliceStatistics.Group;
import io.github.focalaudit.spark.tables.AuditTables;
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
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.mllib.fpm.FPGrowth;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

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
    try (JobGroup group = JobGroup.begin(session, "Problem slices")) {
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
  }

  private static @Nullable ProblemSlices find(JavaRDD<Transaction> transactions) {
    List<Integer> everything = List.of();
    Group all = groups(transactions, List.of(everything), List.of()).get(0);
    long minimum = Math.max(MIN_IMAGES, (long) Math.ceil(MIN_SUPPORT * all.images()));
    if (all.images() < 2 * minimum || !(all.loss() > 0) || !Double.isFinite(all.loss())) {
      return null;
    }
    List<String> items = items(transactions, all, minimum);
    List<List<Integer>> candidates =
        items.isEmpty() ? List.of() : frequent(transactions, items, minimum, all.images());
    return new ProblemSlices(
        candidates.size(),
        minimum,
        SliceStatistics.CONFIDENCE,
        SliceStatistics.problems(all, groups(transactions, candidates, items), items, MAX_SLICES));
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
    double most = MAX_SUPPORT * all.images();
    List<String> common =
        transactions
            .flatMap(transaction -> transaction.attributes().iterator())
            .mapToPair(attribute -> new Tuple2<>(attribute, 1L))
            .reduceByKey(Long::sum)
            .filter(count -> count._2() >= minimum && count._2() <= most)
            .keys()
            .collect();
    List<String> sorted = common.stream().sorted().toList();
    List<List<Integer>> singles = new ArrayList<>();
    for (int item = 0; item < sorted.size(); item++) {
      singles.add(List.of(item));
    }
    return groups(transactions, singles, sorted).stream()
        .sorted(
            Comparator.comparingDouble(
                    (Group group) ->
                        (double) group.images() / all.images() - group.loss() / all.loss())
                .thenComparing(group -> group.items().get(0)))
        .limit(MAX_ITEMS)
        .map(group -> sorted.get(group.items().get(0)))
        .toList();
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

  /** The sums of groups of images, in the order of the groups; the last merge is the driver's. */
  private static List<Group> groups(
      JavaRDD<Transaction> transactions, List<List<Integer>> groups, List<String> items) {
    GroupSums merged = new GroupSums(groups.size());
    transactions
        .mapPartitions(part -> List.of(partSums(part, groups, items).toBytes()).iterator())
        .collect()
        .forEach(part -> merged.merge(GroupSums.fromBytes(part)));
    return IntStream.range(0, groups.size()).mapToObj(g -> merged.group(g, groups.get(g))).toList();
  }

  private static GroupSums partSums(
      Iterator<Transaction> transactions, List<List<Integer>> groups, List<String> items) {
    GroupSums sums = new GroupSums(groups.size());
    Map<String, Integer> index = new HashMap<>();
    items.forEach(item -> index.put(item, index.size()));
    boolean[] has = new boolean[items.size()];
    while (transactions.hasNext()) {
      Transaction transaction = transactions.next();
      Arrays.fill(has, false);
      for (String attribute : transaction.attributes()) {
        Integer item = index.get(attribute);
        if (item != null) {
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
