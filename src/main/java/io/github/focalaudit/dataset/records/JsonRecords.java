package io.github.focalaudit.dataset.records;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects one after another, a line each or indented, or one array of objects. Numbers and
 * truth values are the text that stands there, nested values compact JSON. Used once, by one
 * thread.
 */
final class JsonRecords {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(DelimitedRecords.MAX_FIELD_CHARS)
                  .build())
          .build();

  private final Reader text;
  private long record;

  JsonRecords(Reader text) {
    this.text = text;
  }

  /**
   * Adds every record.
   *
   * @throws RecordFault where one is no object, or the text is at fault
   */
  void readAll(List<Map<String, @Nullable String>> records) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      try {
        readAll(parser, records);
      } catch (JsonProcessingException e) {
        long line = e.getLocation() == null ? line(parser) : e.getLocation().getLineNr();
        String reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        throw new RecordFault(Math.max(1, record), line, reason);
      } catch (DecodedText.Malformed e) {
        throw new RecordFault(Math.max(1, record), line(parser), String.valueOf(e.getMessage()));
      }
    }
  }

  private void readAll(JsonParser parser, List<Map<String, @Nullable String>> records)
      throws IOException {
    JsonToken token = parser.nextToken();
    boolean array = token == JsonToken.START_ARRAY;
    if (array) {
      token = parser.nextToken();
    }
    JsonToken end = array ? JsonToken.END_ARRAY : null;
    for (; token != end; token = parser.nextToken()) {
      record++;
      if (token != JsonToken.START_OBJECT) {
        throw fault(parser, "expected an object, got " + parser.getText());
      }
      records.add(object(parser));
    }
    if (array && parser.nextToken() != null) {
      throw fault(parser, "expected the end behind the array, got " + parser.getText());
    }
  }

  private Map<String, @Nullable String> object(JsonParser parser) throws IOException {
    Map<String, @Nullable String> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      fields.put(name, value(parser, parser.nextToken()));
    }
    return fields;
  }

  private @Nullable String value(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (!token.isStructStart()) {
      return parser.getText();
    }
    StringWriter nested = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(nested)) {
      int depth = 0;
      do {
        JsonToken part = parser.currentToken();
        depth += part.isStructStart() ? 1 : part.isStructEnd() ? -1 : 0;
        if (part.isNumeric()) {
          generator.writeNumber(parser.getText());
        } else {
          generator.copyCurrentEvent(parser);
        }
        generator.flush();
        if (nested.getBuffer().length() > DelimitedRecords.MAX_FIELD_CHARS) {
          throw fault(
              parser, "a value of more than " + DelimitedRecords.MAX_FIELD_CHARS + " characters");
        }
      } while (depth > 0 && parser.nextToken() != null);
    }
    return nested.toString();
  }

  private RecordFault fault(JsonParser parser, String reason) {
    return new RecordFault(Math.max(1, record), line(parser), reason);
  }

  private static long line(JsonParser parser) {
    return parser.currentLocation().getLineNr();
  }
}
