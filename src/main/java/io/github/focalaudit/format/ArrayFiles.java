package io.github.focalaudit.format;

import io.github.focalaudit.format.npy.NpyFile;
import io.github.focalaudit.format.npy.NpyHeader;
import io.github.focalaudit.format.npy.NpzMember;
import io.github.focalaudit.format.png.PngImage;
import io.github.focalaudit.storage.RangeReader;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens stored arrays by their content; a name that promises another format is refused. */
final class ArrayFiles {
  /** A supported format. */
  private enum Format {
    NPY(".npy", "a NumPy array", NpyHeader.MAGIC),
    NPZ(".npz", "a zip archive (NumPy .npz)", NpzMember.MAGIC),
    EMPTY_NPZ(".npz", "an empty zip archive", NpzMember.EMPTY_MAGIC),
    PNG(".png", "a PNG picture", PngImage.SIGNATURE);

    private final String suffix;
    private final String content;
    private final String magicHex;

    Format(String suffix, String content, byte[] magic) {
      this.suffix = suffix;
      this.content = content;
      this.magicHex = HexFormat.of().formatHex(magic);
    }
  }

  private ArrayFiles() {}

  static ArrayBody openScores(RangeReader file, @Nullable String key, ScratchBuffers scratch)
      throws IOException {
    return open(file, key, "--npz-key", scratch, List.of(Format.NPY, Format.NPZ, Format.EMPTY_NPZ));
  }

  static ArrayBody openLabels(RangeReader file, @Nullable String key, ScratchBuffers scratch)
      throws IOException {
    return open(file, key, "--truth-npz-key", scratch, List.of(Format.values()));
  }

  private static ArrayBody open(
      RangeReader file,
      @Nullable String key,
      String keyOption,
      ScratchBuffers scratch,
      List<Format> allowed)
      throws IOException {
    FileHead head = new FileHead(file);
    Format content = null;
    Format named = null;
    String lowerCase = file.path().toLowerCase(Locale.ROOT);
    for (Format format : Format.values()) {
      if (content == null && head.startsWith(format.magicHex)) {
        content = format;
      }
      if (named == null && lowerCase.endsWith(format.suffix)) {
        named = format;
      }
    }
    Origin origin = new Origin(file.path(), null);
    if (content == null) {
      if (named == Format.NPY) {
        return new NpyFile(head);
      }
      throw unknown(head, named, allowed, origin);
    }
    if (named != null && !named.suffix.equals(content.suffix)) {
      throw origin.fault(
          ReasonCode.MALFORMED,
          0,
          "wrong magic: the name says "
              + named.suffix
              + ", the content is "
              + content.content
              + ": rename the file to "
              + content.suffix);
    }
    if (!allowed.contains(content)) {
      throw origin.fault(
          ReasonCode.UNSUPPORTED_FORMAT,
          0,
          "the content is " + content.content + ", expected " + suffixes(allowed));
    }
    return switch (content) {
      case NPY -> new NpyFile(head);
      case NPZ, EMPTY_NPZ -> NpzMember.open(head, key, keyOption, scratch);
      case PNG -> new PngImage(head);
    };
  }

  private static BadInputException unknown(
      FileHead head, @Nullable Format named, List<Format> allowed, Origin origin) {
    if (head.length() == 0) {
      return origin.fault(ReasonCode.TRUNCATED, 0, "empty file");
    }
    if (named == null) {
      return origin.fault(
          ReasonCode.UNSUPPORTED_FORMAT,
          0,
          "unknown content, got " + head.hex(8) + ", expected " + suffixes(allowed));
    }
    return origin.fault(
        ReasonCode.MALFORMED,
        0,
        "wrong magic: expected "
            + named.content
            + " (bad signature or not "
            + named.suffix
            + " at all), got "
            + head.hex(8));
  }

  private static String suffixes(List<Format> formats) {
    return formats.stream().map(f -> f.suffix).distinct().collect(Collectors.joining(" or "));
  }
}
