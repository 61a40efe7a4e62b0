package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.format.Layout;
import io.github.focalaudit.run.DatasetOptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class DatasetArgumentsTest {
  @Command
  private static final class Parsed {
    @Mixin private final DatasetArguments dataset = new DatasetArguments();
  }

  private static DatasetOptions parse(String... more) {
    Parsed parsed = new Parsed();
    String[] arguments = new String[4 + more.length];
    arguments[0] = "--predictions";
    arguments[1] = "p";
    arguments[2] = "--truth";
    arguments[3] = "t";
    System.arraycopy(more, 0, arguments, 4, more.length);
    new CommandLine(parsed).parseArgs(arguments);
    return parsed.dataset.options();
  }

  @Test
  void bothSidesNameTheArraysOfTheirArchives() {
    DatasetOptions options =
        parse("--npz-key", "logits", "--truth-npz-key", "mask", "--layout", "hwc");
    assertThat(options.scoreFiles().member()).isEqualTo("logits");
    assertThat(options.scoreFiles().layout()).isEqualTo(Layout.HWC);
    assertThat(options.maskFiles().member()).isEqualTo("mask");
    assertThat(options.maskFiles().layout()).isNull();
  }

  @Test
  void anArchiveOfOneArrayNeedsNoName() {
    DatasetOptions options = parse();
    assertThat(options.scoreFiles().member()).isNull();
    assertThat(options.scoreFiles().layout()).isNull();
    assertThat(options.maskFiles().member()).isNull();
  }
}
