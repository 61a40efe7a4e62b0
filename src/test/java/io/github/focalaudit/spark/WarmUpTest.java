package io.github.focalaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WarmUpTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static void assertWaits(CompletableFuture<WarmUp.Turn> other) {
    assertThatThrownBy(() -> other.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void othersStartWhenTheFirstHasScoredEnough() throws Exception {
    WarmUp warmUp = new WarmUp(LONG);
    WarmUp.Turn first = warmUp.enter();
    CompletableFuture<WarmUp.Turn> other = CompletableFuture.supplyAsync(warmUp::enter);
    first.scored(WarmUp.PIXELS / 2);
    first.scored(WarmUp.PIXELS / 2 - 1);
    assertWaits(other);
    first.scored(1);
    assertThat(other.get()).isNotNull();
    assertThat(warmUp.enter()).isNotNull();
  }

  @Test
  void othersStartWhenTheFirstEnds() throws Exception {
    WarmUp warmUp = new WarmUp(LONG);
    WarmUp.Turn first = warmUp.enter();
    CompletableFuture<WarmUp.Turn> other = CompletableFuture.supplyAsync(warmUp::enter);
    assertWaits(other);
    first.end();
    first.end();
    other.get().end();
    assertThat(warmUp.enter()).isNotNull();
  }

  @Test
  void nobodyWaitsLongerThanTheLimit() {
    WarmUp warmUp = new WarmUp(Duration.ofMillis(200));
    warmUp.enter();
    long started = System.nanoTime();
    warmUp.enter();
    assertThat(System.nanoTime() - started)
        .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
    // The limit is of the JVM, not of every task.
    long again = System.nanoTime();
    warmUp.enter();
    assertThat(System.nanoTime() - again).isLessThan(Duration.ofMillis(150).toNanos());
  }

  @Test
  void anInterruptEndsTheWaitAndStaysSet() throws Exception {
    WarmUp warmUp = new WarmUp(LONG);
    warmUp.enter();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread other =
        new Thread(
            () -> {
              warmUp.enter();
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    other.start();
    other.interrupt();
    assertThat(interrupted.get()).isTrue();
  }
}
