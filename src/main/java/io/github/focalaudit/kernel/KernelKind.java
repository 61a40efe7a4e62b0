package io.github.focalaudit.kernel;

/** The kernels that a caller may ask for; {@link Kernels} says what it gets. */
public enum KernelKind {
  /** Float32 lanes of the vector unit; the default. */
  VECTOR,
  /** Double precision in log-space. */
  REFERENCE,
  /** ND4J array operations; needs the ND4J add-on on the class path. */
  ND4J
}
