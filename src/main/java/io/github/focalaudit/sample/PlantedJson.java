package io.github.focalaudit.sample;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes {@code planted.json}. Every text in it is made here of letters, digits and {@code _-#./},
 * so that nothing has to be escaped. Not thread-safe.
 *
 * <p>The box of a label error is {@code [top, left, bottom, right]}, last row and column included.
 */
final class PlantedJson implements Closeable {
  private final Writer out;
  private final SampleSettings settings;
  private final List<String> badInputs = new ArrayList<>();
  private String separator = "\n";

  PlantedJson(Writer out, SampleSettings settings) throws IOException {
    this.out = out;
    this.settings = settings;
    out.write(
        "{\n  \"schemaVersion\": 1,\n  \"seed\": "
            + settings.seed()
            + ",\n  \"images\": "
            + settings.images()
            + ",\n  \"labelErrors\": [");
  }

  void add(PlantedError error) throws IOException {
    out.write(
        separator
            + String.format(
                Locale.ROOT,
                "    {\"imageId\": \"%s\", \"kind\": \"%s\", \"trueClass\": %d, \"givenClass\": %d,"
                    + " \"box\": [%d, %d, %d, %d], \"area\": %d}",
                error.imageId(),
                error.kind().name().toLowerCase(Locale.ROOT),
                error.trueClass(),
                error.givenClass(),
                error.top(),
                error.left(),
                error.bottom(),
                error.right(),
                error.area()));
    separator = ",\n";
  }

  void add(BadFiles.BadInput input) {
    badInputs.add(
        String.format(
            Locale.ROOT,
            "    {\"imageId\": \"%s\", \"kind\": \"%s\", \"path\": \"%s\", \"code\": \"%s\"}",
            input.stem(),
            input.kind().label(),
            input.culprit(),
            input.kind().code(settings.probabilities())));
  }

  @Override
  public void close() throws IOException {
    out.write("\n  ],\n  \"badInputs\": [\n" + String.join(",\n", badInputs) + "\n  ]\n}\n");
    out.close();
  }
}
