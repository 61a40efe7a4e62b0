package io.github.focalaudit.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An undefined number: NaN in a record, null in JSON. */
final class NanAsNull {
  private NanAsNull() {}

  /** Writes NaN as null. */
  static final class Serializer extends StdScalarSerializer<Double> {
    private static final long serialVersionUID = 1;

    Serializer() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (value.isNaN()) {
        generator.writeNull();
      } else {
        generator.writeNumber(value);
      }
    }
  }

  /** Reads null as NaN, and a missing key as null. */
  static final class Deserializer extends StdScalarDeserializer<Double> {
    private static final long serialVersionUID = 1;

    Deserializer() {
      super(Double.class);
    }

    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return (Double)
          NumberDeserializers.find(Double.class, Double.class.getName())
              .deserialize(parser, context);
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }
}
