package io.github.focalaudit.kernel;

/** The floats that probabilities outside [eps, 1 - eps] and their logarithms become. Immutable. */
final class VectorClamp {
  final float eps;
  final float oneMinusEps;
  final float minusLnEps;
  final float minusLnOneMinusEps;

  VectorClamp(KernelSettings settings) {
    eps = (float) settings.eps();
    oneMinusEps = (float) (1 - settings.eps());
    minusLnEps = (float) -StrictMath.log(settings.eps());
    minusLnOneMinusEps = (float) -StrictMath.log1p(-settings.eps());
  }
}
