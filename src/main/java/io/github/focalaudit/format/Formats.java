package io.github.focalaudit.format;

import io.github.focalaudit.format.npy.NpyFormat;
import io.github.focalaudit.format.npy.NpzFormat;
import io.github.focalaudit.format.png.PngFormat;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The known file formats. Opens stored arrays by their content; a name that promises another format
 * is refused. Immutable and thread-safe.
 */
public final class Formats {
  /** A new format is added to this list; no other production code changes. */
  private static final Formats STANDARD =
      new Formats(List.of(new NpyFormat(), new NpzFormat(), new PngFormat()));

  private final List<Format> formats;

  /** A format and the words of the magic bytes that identified it. */
  private record Recognised(Format format, String content) {}

  /**
   * @param formats all of them, in the order in which messages name them
   * @throws IllegalArgumentException where two have a suffix in common, or one can be recognised
   *     neither by content nor by name
   */
  public Formats(List<Format> formats) {
    this.formats = List.copyOf(formats);
    Map<String, Format> owners = new HashMap<>();
    for (Format format : this.formats) {
      if (format.magics().isEmpty() && !format.opensByName()) {
        throw new IllegalArgumentException(
            "format " + format.name() + " has no magic bytes and does not open by name");
      }
      for (String suffix : format.suffixes()) {
        Format owner = owners.put(suffix, format);
        if (owner != null) {
          throw new IllegalArgumentException(
              "suffix " + suffix + " of formats " + owner.name() + " and " + format.name());
        }
      }
    }
  }

  /** The formats of this program. */
  public static Formats standard() {
    return STANDARD;
  }

  /** The format that the name of a file promises, in either case; null for none. */
  public @Nullable Format named(String path) {
    String suffix = suffix(path);
    return suffix == null
        ? null
        : formats.stream().filter(f -> f.suffixes().contains(suffix)).findFirst().orElseThrow();
  }

  /**
   * The suffixes of the formats that can hold a content, in the order in which they are looked for:
   * formats that hold nothing else come first.
   */
  public List<String> suffixes(Content content) {
    return holding(content)
        .sorted(Comparator.comparingInt(format -> format.contents().size()))
        .flatMap(format -> format.suffixes().stream())
        .toList();
  }

  /** The suffixes of the formats that can hold a content and nothing else. */
  public List<String> suffixesOfOnly(Content content) {
    return holding(content)
        .filter(format -> format.contents().size() == 1)
        .flatMap(format -> format.suffixes().stream())
        .toList();
  }

  /**
   * How a file of scores is going to be read: a small array from its first byte to its last, which
   * is one request to a store; a larger one by ranges; an archive from its directory, which is at
   * the end.
   *
   * @param byteLength of the file; negative where it is not known
   */
  public ReadPolicy readPolicy(String path, long byteLength) {
    Format format = named(path);
    boolean small = byteLength >= 0 && byteLength <= PixelSource.SEQUENTIAL_BYTES;
    return switch (format == null ? Access.RANGES : format.access()) {
      case RANGES -> small ? ReadPolicy.WHOLE_FILE : ReadPolicy.RANDOM;
      case STREAM -> ReadPolicy.WHOLE_FILE;
      case DIRECTORY -> ReadPolicy.RANDOM;
    };
  }

  /** The suffixes of formats whose elements can be read in parts, in words. */
  String rangedSuffixes() {
    return words(formats.stream().filter(format -> format.access() == Access.RANGES));
  }

  ArrayBody open(RangeReader file, Location location, Content content, ScratchBuffers scratch)
      throws IOException {
    FileHead head = new FileHead(file, location);
    return choose(head, content).open(head, content, scratch);
  }

  private Format choose(FileHead head, Content content) throws BadInputException {
    Recognised found = recognise(head);
    Format named = named(head.path());
    Location location = head.location();
    if (found == null) {
      if (named == null || !named.opensByName()) {
        throw unknown(head, named, content, location);
      }
      found = new Recognised(named, "named " + suffix(head.path()));
    }
    Format format = found.format();
    if (named != null && named != format) {
      throw location.fault(
          ReasonCode.MALFORMED,
          0,
          "wrong magic: the name says "
              + suffix(head.path())
              + ", the content is "
              + found.content()
              + ": rename the file to "
              + format.suffixes().get(0));
    }
    if (!format.contents().contains(content)) {
      throw location.fault(
          ReasonCode.UNSUPPORTED_FORMAT,
          0,
          "the content is " + found.content() + ", expected " + words(holding(content)));
    }
    return format;
  }

  private @Nullable Recognised recognise(FileHead head) {
    for (Format format : formats) {
      for (Magic magic : format.magics()) {
        if (head.startsWith(magic.hex())) {
          return new Recognised(format, magic.content());
        }
      }
    }
    return null;
  }

  private BadInputException unknown(
      FileHead head, @Nullable Format named, Content content, Location location) {
    if (head.length() == 0) {
      return location.fault(ReasonCode.TRUNCATED, 0, "empty file");
    }
    if (named == null) {
      return location.fault(
          ReasonCode.UNSUPPORTED_FORMAT,
          0,
          "unknown content, got " + head.hex(8) + ", expected " + words(holding(content)));
    }
    return location.fault(
        ReasonCode.MALFORMED,
        0,
        "wrong magic: expected "
            + named.magics().get(0).content()
            + " (bad signature or not "
            + suffix(head.path())
            + " at all), got "
            + head.hex(8));
  }

  private @Nullable String suffix(String path) {
    String lowerCase = path.toLowerCase(Locale.ROOT);
    return formats.stream()
        .flatMap(format -> format.suffixes().stream())
        .filter(lowerCase::endsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse(null);
  }

  private Stream<Format> holding(Content content) {
    return formats.stream().filter(format -> format.contents().contains(content));
  }

  private static String words(Stream<Format> formats) {
    List<String> suffixes = new ArrayList<>();
    formats.forEach(format -> suffixes.addAll(format.suffixes()));
    return String.join(" or ", suffixes);
  }
}
