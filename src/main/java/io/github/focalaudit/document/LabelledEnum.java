package io.github.focalaudit.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/** Enums of other packages by the name that options and documents have for their constants. */
final class LabelledEnum {
  private LabelledEnum() {}

  /** Adds an enum to a module. */
  static <E extends Enum<E>> void add(
      SimpleModule module, Class<E> type, Function<E, String> label) {
    module.addSerializer(type, new Serializer<>(type, label));
    module.addDeserializer(type, new Deserializer<>(type, label));
  }

  private static final class Serializer<E extends Enum<E>> extends StdScalarSerializer<E> {
    private static final long serialVersionUID = 1;

    private final transient Function<E, String> label;

    Serializer(Class<E> type, Function<E, String> label) {
      super(type);
      this.label = label;
    }

    @Override
    public void serialize(E value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(label.apply(value));
    }
  }

  private static final class Deserializer<E extends Enum<E>> extends FromStringDeserializer<E> {
    private static final long serialVersionUID = 1;

    private final Class<E> type;
    private final transient Function<E, String> label;

    Deserializer(Class<E> type, Function<E, String> label) {
      super(type);
      this.type = type;
      this.label = label;
    }

    @Override
    protected E _deserialize(String text, DeserializationContext context) throws IOException {
      for (E value : type.getEnumConstants()) {
        if (label.apply(value).equals(text)) {
          return value;
        }
      }
      throw context.weirdStringException(
          text,
          type,
          "expected one of " + Arrays.stream(type.getEnumConstants()).map(label).toList());
    }
  }
}
