package io.github.focalaudit.dataset.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values are text exactly as written, and errors name the record. */
final class RecordTextTest {
  private static final String CITIES = "image_id,city\na,M\u00fcnchen\nb,\u6771\u4eac\n";

  private final Storage storage = new Storage(new Configuration(false));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private List<Map<String, @Nullable String>> read(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    return RecordText.read(storage, file.toString());
  }

  private List<Map<String, @Nullable String>> read(String name, String content) throws IOException {
    return read(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A record from names and values in turn. */
  private static Map<String, @Nullable String> record(@Nullable String... namesAndValues) {
    Map<String, @Nullable String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return fields;
  }

  @Test
  void fieldsAreWhatStandsThere() throws IOException {
    assertThat(
            read(
                "m.csv",
                "image_id,x,y\r\n\r\n007, 1e3 ,\r\n\"a\"\"b\",\"p,q\r\nr\",\"\"\r\nlast,5' 6\",0x"))
        .containsExactly(
            record("image_id", "007", "x", " 1e3 ", "y", null),
            record("image_id", "a\"b", "x", "p,q\r\nr", "y", ""),
            record("image_id", "last", "x", "5' 6\"", "y", "0x"));
  }

  @Test
  void separatorsAreCommasSemicolonsAndTabs() throws IOException {
    Map<String, @Nullable String> expected = record("image_id", "a", "note", "x, y");
    assertThat(read("m.csv", "image_id;note\na;x, y\n")).containsExactly(expected);
    assertThat(read("m.tsv", "image_id\tnote\na\tx, y\n")).containsExactly(expected);
    assertThat(read("tabs.csv", "image_id\tnote\na\tx, y\n")).containsExactly(expected);
    assertThat(read("q.csv", "\"image_id\",\"note\"\na,\"x, y\"\n")).containsExactly(expected);
    assertThat(read("odd.csv", "image_id,\"a;b;c;d\"\na,7\n"))
        .containsExactly(record("image_id", "a", "a;b;c;d", "7"));
  }

  @Test
  void aColumnWithoutANameIsLeftOut() throws IOException {
    assertThat(read("pandas.csv", ",image_id,x\n0,a,7\n1,b,8\n"))
        .containsExactly(record("image_id", "a", "x", "7"), record("image_id", "b", "x", "8"));
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8,''",
    "UTF-8,\uFEFF",
    "UTF-16LE,\uFEFF",
    "UTF-16BE,\uFEFF",
    "UTF-16LE,''",
    "UTF-16BE,''"
  })
  void unicodeIsDecoded(String charset, String mark) throws IOException {
    byte[] bytes = (mark + CITIES).getBytes(Charset.forName(charset));
    assertThat(read("m.csv", bytes))
        .containsExactly(
            record("image_id", "a", "city", "M\u00fcnchen"),
            record("image_id", "b", "city", "\u6771\u4eac"));
    byte[] json = (mark + "[{\"city\": \"M\u00fcnchen\"}]").getBytes(Charset.forName(charset));
    assertThat(read("m.json", json)).containsExactly(record("city", "M\u00fcnchen"));
  }

  @Test
  void charactersAcrossBlocksAreDecoded() throws IOException {
    StringBuilder text = new StringBuilder("image_id,x\n");
    for (int i = 0; i < 60_000; i++) {
      text.append(i).append(",\u6771\ud83d\ude00\n");
    }
    List<Map<String, @Nullable String>> records = read("m.csv", text.toString());
    assertThat(records).hasSize(60_000);
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i)).isEqualTo(record("image_id", "" + i, "x", "\u6771\ud83d\ude00"));
    }
  }

  @Test
  void otherEncodingsAreRefusedWithTheirRecord() {
    assertFault(
        "m.csv",
        "image_id,city\na,Ulm\nb,M\u00fcnchen\n".getBytes(StandardCharsets.ISO_8859_1),
        "record 2, line 3: byte 0xfc at offset 23 is no UTF-8 text: save the file as UTF-8");
    assertFault(
        "m.jsonl",
        "{\"x\": 1}\n{\"x\": \"M\u00fcnchen\"}\n".getBytes(StandardCharsets.ISO_8859_1),
        "record 2, line 2: byte 0xfc at offset 17 is no UTF-8 text: save the file as UTF-8");
    byte[] utf16 = CITIES.getBytes(StandardCharsets.UTF_16LE);
    assertFault(
        "m.csv",
        Arrays.copyOf(utf16, utf16.length - 1),
        "record 2, line 3: byte 0x0a at offset 56 is no UTF-16LE text: save the file as UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m.csv | image_id,x#a,1#b# | record 2, line 3: expected 2 fields as the header has, got 1",
        "m.csv | image_id,x#a,1##b,2,3# | record 2, line 4: expected 2 fields as the header has, got 3",
        "m.csv | image_id,x#'a,1#b,2# | record 1, line 2: a quote without its end",
        "m.csv | image_id,x#'a#b'c,1# | record 1, line 3: expected a separator or a line end behind a quote, got c",
        "m.csv | image_id,x,y,x#a,1,2,3# | line 1: columns 2 and 4 are both named x",
        "m.csv | ## | line 3: no header line, the file is empty",
        "m.jsonl | {'x': 1}#{'x': # | record 2, line 3: Unexpected end-of-input within/between Object entries",
        "m.json | {'x': 1, 'x': 2} | record 1, line 1: Duplicate field 'x'",
        "m.json | [{'x': 1},#7] | record 2, line 2: expected an object, got 7",
        "m.json | [{'x': 1}]#{} | record 1, line 2: expected the end behind the array, got {",
        "m.json | [{'x': 1}#{'x': 2}] | record 1, line 2: Unexpected character ('{' (code 123)): was expecting comma to separate Array entries",
      })
  void faultsNameTheirRecord(String name, String text, String message) {
    String content = text.replace('#', '\n').replace('\'', '"');
    assertFault(name, content.getBytes(StandardCharsets.UTF_8), message);
  }

  private void assertFault(String name, byte[] content, String message) {
    assertThatThrownBy(() -> read(name, content))
        .isInstanceOf(DatasetException.class)
        .hasMessage("cannot read " + folder.resolve(name) + ": " + message);
  }

  @Test
  void aFieldWithoutEndIsBounded() {
    byte[] field = new byte[3 << 20];
    Arrays.fill(field, (byte) 'x');
    assertFault("line.csv", field, "line 1: a header line of more than 1048576 characters");
    byte[] header = "image_id\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(header, 0, field, 0, header.length);
    assertFault("m.csv", field, "record 1, line 2: a field of more than 1048576 characters");
  }

  @Test
  void aNestedValueIsBounded() {
    String text = "{\"x\": 1}\n{\"x\": [" + "1,".repeat(1 << 20) + "1]}\n";
    assertFault(
        "m.json",
        text.getBytes(StandardCharsets.UTF_8),
        "record 2, line 2: a value of more than 1048576 characters");
  }

  @Test
  void jsonIsLinesOrIndentedOrAnArray() throws IOException {
    List<Map<String, @Nullable String>> expected =
        List.of(
            record("image_id", "a", "x", "1e3", "y", null),
            record("image_id", "007", "x", null, "y", "{\"s\":[1.50,true]}"));
    String a = "{\"image_id\": \"a\", \"x\": 1e3}";
    String b = "{\"image_id\": \"007\", \"x\": null, \"y\": {\"s\": [1.50, true]}}";
    for (String name : List.of("m.json", "m.jsonl", "m.ndjson")) {
      assertThat(read(name, a + "\n" + b + "\n")).isEqualTo(expected);
      assertThat(read(name, "[\n  " + a + ",\n  " + b + "\n]\n")).isEqualTo(expected);
      assertThat(read(name, a.replace(",", ",\n  ") + b.replace(",", ",\n  "))).isEqualTo(expected);
    }
    assertThat(read("none.json", "[]")).isEmpty();
  }

  @Test
  void aFolderOfPartFilesIsOneTable() throws IOException {
    Path parts = Files.createDirectory(folder.resolve("m.csv"));
    Files.writeString(parts.resolve("part-1.csv"), "image_id,x\nb,2\n");
    Files.writeString(parts.resolve("part-0.csv"), "image_id,x\na,1\n");
    Files.writeString(parts.resolve("_SUCCESS"), "");
    assertThat(RecordText.read(storage, parts.toString()))
        .containsExactly(record("image_id", "a", "x", "1"), record("image_id", "b", "x", "2"));
  }
}
