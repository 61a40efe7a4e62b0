package io.github.focalaudit.cli;

import io.github.focalaudit.sample.BadFileKind;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converters of option values, one item of a list at a time. Each throws {@link
 * TypeConversionException} with what was expected; picocli puts the option before it. Stateless.
 */
final class ValueConverters {
  private ValueConverters() {}

  /** A number. */
  static final class OfNumber implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        return Double.valueOf(text.strip());
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a number");
      }
    }
  }

  /** A label: a whole number. */
  static final class OfLabel implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        return Integer.valueOf(text.strip());
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a label; give for example 255");
      }
    }
  }

  /** A count of files, from 0 to 999999. */
  static final class OfCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.matches("[0-9]{1,6}")) {
        throw new TypeConversionException("'" + text + "' is not a count; give for example nan=2");
      }
      return Integer.valueOf(text);
    }
  }

  /** A kind of unusable input by its name. */
  static final class OfBadFileKind implements ITypeConverter<BadFileKind> {
    @Override
    public BadFileKind convert(String text) {
      try {
        return Choices.named(text, List.of(BadFileKind.values()), BadFileKind::label);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
