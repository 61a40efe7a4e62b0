package io.github.focalaudit.kernel;

class ReferenceFocalLossKernelTest extends FocalLossKernelContractTest {
  @Override
  FocalLossKernel create(KernelSettings settings) {
    return new ReferenceFocalLossKernel(settings);
  }

  @Override
  double tolerance(double gamma) {
    return 1e-12;
  }
}
