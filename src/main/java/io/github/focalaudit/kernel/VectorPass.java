package io.github.focalaudit.kernel;

/**
 * One pass over a block, compiled on its own. The compiler inlines what it can into one method, and
 * once that has too many nodes it leaves vector operations uninlined, which then allocate. A call
 * of many receivers is never inlined, so that each pass is a compilation of its own.
 *
 * <p>Beyond that number the compiler still inlines most methods of the vector API, later, but none
 * of ours. So passes load, broadcast and compare by the API itself, and only polynomials are
 * methods. Vectors of another shape in the same process, or a second polynomial in a pass, can
 * still turn a pass slow: measure after each change, at every number of classes.
 */
@FunctionalInterface
interface VectorPass {
  void run();

  /** The one place where passes are called, so that it sees many receivers. */
  static void call(VectorPass pass) {
    pass.run();
  }
}
