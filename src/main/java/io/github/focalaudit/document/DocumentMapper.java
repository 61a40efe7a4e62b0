package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.kernel.Activation;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON mapper of all documents: doubles are the shortest text that reads back to the same
 * double, infinities are strings, NaN is null, instants are ISO 8601 in UTC. Thread-safe.
 */
final class DocumentMapper {
  private static final ObjectMapper MAPPER = mapper();

  private DocumentMapper() {}

  private static ObjectMapper mapper() {
    SimpleModule module =
        new SimpleModule()
            .addSerializer(Double.class, new NanAsNull.Serializer())
            .addSerializer(Double.TYPE, new NanAsNull.Serializer())
            .addSerializer(Instant.class, ToStringSerializer.instance)
            .addDeserializer(Instant.class, new InstantDeserializer());
    LabelledEnum.add(module, Preset.class, Preset::label);
    LabelledEnum.add(module, Normalizer.class, Normalizer::label);
    LabelledEnum.add(module, Activation.class, LossSettings::label);
    JsonMapper mapper =
        JsonMapper.builder(
                JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(module)
            .addMixIn(PixelStatistics.Bin.class, WithoutNulls.class)
            .withCoercionConfig(
                LogicalType.Textual,
                text -> {
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
            .build();
    for (Class<?> container : List.of(List.class, Map.class, SortedMap.class)) {
      mapper
          .configOverride(container)
          .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }
    return mapper;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  static JsonNode parse(byte[] content) throws IOException {
    return MAPPER.readTree(content);
  }

  static <T> T record(JsonNode root, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(root, type);
  }

  /** Keys and values of a record as JSON has them: text, numbers, booleans, lists, maps, null. */
  static Map<String, @Nullable Object> fields(Record value) {
    return MAPPER.convertValue(
        value, new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});
  }

  static String text(JsonNode root) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return MAPPER.writer(printer).writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write JSON", e);
    }
  }

  /** Of a record of another package, components that are null are not written. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private interface WithoutNulls {}

  /** The module of Jackson for java.time is no dependency of Spark. */
  private static final class InstantDeserializer extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    InstantDeserializer() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String text, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "not ISO 8601");
      }
    }
  }
}
