package io.github.focalaudit.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  @Test
  void theRootCauseFollowsTheMessageOfSpark() {
    Throwable full = new IOException("No space left on device");
    Throwable task = new SparkException("[TASK_WRITE_FAILED] SQLSTATE: 58030", full);
    assertThat(FailureReason.oneLine(new SparkException("Job aborted", task)))
        .isEqualTo("Job aborted; caused by: No space left on device");
    assertThat(FailureReason.oneLine(full)).isEqualTo("No space left on device");
  }

  @Test
  void theRootCauseIsFoundInTheTextOfAnExecutor() {
    String message =
        "Job aborted: Lost task 0.3: SparkException: [TASK_WRITE_FAILED] SQLSTATE: 58030\n"
            + "\tat org.apache.spark.Writer.write(Writer.scala:1)\n"
            + "Caused by: java.lang.RuntimeException: closing\n"
            + "\tat org.apache.spark.Writer.close(Writer.scala:2)\n"
            + "Caused by: java.io.IOException: No space left on device\n"
            + "\tat java.base/sun.nio.ch.UnixFileDispatcherImpl.write0(Native Method)\n"
            + "\t... 12 more\n\n"
            + "Driver stacktrace:\n\tat org.apache.spark.Dag.abort(Dag.scala:3)";
    assertThat(FailureReason.oneLine(new SparkException(message)))
        .isEqualTo(
            "Job aborted: Lost task 0.3: SparkException: [TASK_WRITE_FAILED] SQLSTATE: 58030;"
                + " caused by: java.io.IOException: No space left on device");
  }

  @Test
  void aMessageForTheUserStaysAsItIs() {
    assertThat(
            FailureReason.oneLine(
                new IllegalArgumentException(
                    "--gamma x: not\n a number", new IOException("inner"))))
        .isEqualTo("--gamma x: not; a number");
  }

  @Test
  void anErrorIsNamedAndCircularCausesEnd() {
    assertThat(FailureReason.oneLine(new OutOfMemoryError("Java heap space")))
        .isEqualTo("OutOfMemoryError: Java heap space");
    Exception one = new IOException("one");
    one.initCause(new IOException("two", one));
    assertThat(FailureReason.oneLine(one)).startsWith("one");
  }

  @Test
  void aLongMessageIsCutWithItsLength() {
    String name = "x".repeat(1 << 20);
    assertThat(FailureReason.oneLine(new IllegalArgumentException("no column " + name)))
        .hasSizeLessThan(8_100)
        .startsWith("no column xxx")
        .endsWith("... (cut, 1048586 characters)");
    assertThat(FailureReason.oneLine(new IOException("job", new IOException(name))))
        .hasSizeLessThan(8_200)
        .startsWith("job; caused by: xxx");
  }
}
