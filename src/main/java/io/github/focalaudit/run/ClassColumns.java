package io.github.focalaudit.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Columns of an exported table that stand once for each class. Immutable. */
final class ClassColumns {
  private final List<String> names;

  /**
   * @param names of the classes; one that stands twice is replaced by the number of the class
   */
  ClassColumns(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** Such as {@code class[Car].iou}: class by class, in the order of the metrics. */
  List<String> of(List<String> metrics) {
    List<String> columns = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      boolean unique = Collections.frequency(names, names.get(c)) == 1;
      String label = unique ? names.get(c) : Integer.toString(c);
      metrics.forEach(metric -> columns.add("class[" + label + "]." + metric));
    }
    return columns;
  }
}
