package io.github.focalaudit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables as text. */
class TableWriterTest {
  private static final List<String> COLUMNS = List.of("name", "pixels", "a,b", "empty");

  private static String written(TableFormat format) throws IOException {
    StringWriter out = new StringWriter();
    TableWriter writer = new TableWriter(out, format, COLUMNS);
    writer.row(Arrays.asList("say \"hi\"", 3, 0.1 + 0.2, null));
    writer.row(Arrays.asList("two\nlines", Long.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY));
    return out.toString();
  }

  @Test
  void csvQuotesWhatHasToBe() throws IOException {
    assertThat(written(TableFormat.CSV))
        .isEqualTo(
            """
            name,pixels,"a,b",empty
            "say ""hi""\",3,0.30000000000000004,
            "two
            lines",9223372036854775807,,Infinity
            """);
  }

  @Test
  void jsonLinesLeaveOutWhatIsMissing() throws IOException {
    assertThat(written(TableFormat.JSONL))
        .isEqualTo(
            """
            {"name":"say \\"hi\\"","pixels":3,"a,b":0.30000000000000004}
            {"name":"two\\nlines","pixels":9223372036854775807,"empty":"Infinity"}
            """);
  }

  @Test
  void aRowHasACellForEachColumn() throws IOException {
    TableWriter writer = new TableWriter(new StringWriter(), TableFormat.CSV, COLUMNS);
    assertThatThrownBy(() -> writer.row(List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row: expected 4 cells, got 1");
  }
}
