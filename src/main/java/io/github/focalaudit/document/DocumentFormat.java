package io.github.focalaudit.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes one kind of document: the components of its record are the keys, in their
 * order, after {@code schemaVersion}.
 *
 * <p>Unknown keys are skipped, so that a document of a newer version reads as long as no key
 * changed its meaning; where one did, the schema version differs and the document is refused. A
 * missing list or map is empty. Immutable and thread-safe.
 *
 * @param <T> the record
 */
public final class DocumentFormat<T extends Record> {
  private static final String VERSION_KEY = "schemaVersion";

  private static final int LIMIT_BYTES = 256 * 1024 * 1024;

  private final Class<T> type;
  private final String name;
  private final int schemaVersion;

  /**
   * @param type the record
   * @param name what a message calls the document
   * @param schemaVersion changes when a key changes its meaning or goes away
   */
  DocumentFormat(Class<T> type, String name, int schemaVersion) {
    this.type = type;
    this.name = name;
    this.schemaVersion = schemaVersion;
  }

  /** The content of a file: UTF-8, indented by two spaces, with a line end. */
  public byte[] encode(T document) {
    ObjectNode root = DocumentMapper.object();
    root.put(VERSION_KEY, schemaVersion);
    root.setAll((ObjectNode) DocumentMapper.tree(document));
    return (DocumentMapper.text(root) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Decodes the content of a file.
   *
   * @param path of the file, for messages
   * @throws IllegalArgumentException where it is not JSON, of another schema version, or lacks a
   *     required key
   */
  public T decode(byte[] content, String path) throws IOException {
    try {
      JsonNode root = DocumentMapper.parse(content);
      int version = root.path(VERSION_KEY).asInt(-1);
      if (version == schemaVersion) {
        return DocumentMapper.record(root, type);
      }
      throw unreadable(path, "expected schemaVersion " + schemaVersion + ", got " + version, null);
    } catch (JsonProcessingException e) {
      throw unreadable(path, key(e) + e.getOriginalMessage(), e);
    }
  }

  /** {@code key rules.3.status: }; empty where the text is no JSON. */
  private static String key(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
        .collect(Collectors.joining(".", "key ", ": "));
  }

  private IllegalArgumentException unreadable(
      String path, String reason, @Nullable Exception cause) {
    return new IllegalArgumentException(name + " " + path + " cannot be read: " + reason, cause);
  }

  /** Keys and values of a part of a document, as its file has them, to be shown to people. */
  public static Map<String, @Nullable Object> fields(Record part) {
    return DocumentMapper.fields(part);
  }

  /**
   * Reads a file.
   *
   * @throws IOException where the file cannot be read
   * @throws IllegalArgumentException as {@link #decode}
   */
  public T read(Storage storage, String path) throws IOException {
    return decode(storage.readBytes(path, LIMIT_BYTES), path);
  }
}
