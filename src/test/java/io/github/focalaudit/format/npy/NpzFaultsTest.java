package io.github.focalaudit.format.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.TestFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One broken archive a fault, made from a good one that the JDK's zip writer wrote. */
class NpzFaultsTest {
  private static final int[] DIMS = {2, 3, 50};

  /** A writer of archives. */
  private interface Filler {
    void fill(NpzWriter writer) throws IOException;
  }

  private static byte[] archive(boolean deflate, Filler filler) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpzWriter writer = new NpzWriter(bytes, deflate)) {
      filler.fill(writer);
    }
    return bytes.toByteArray();
  }

  private static byte[] good(boolean deflate) throws IOException {
    return archive(deflate, writer -> writer.add("a", ElementType.F4, DIMS, values()));
  }

  private static float[] values() {
    float[] values = new float[300];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.37f;
    }
    return values;
  }

  private static ScoreReader open(byte[] bytes, @Nullable String key) throws IOException {
    return ScoreReader.open(
        TestFile.of("a.npz", bytes),
        ScoreOptions.of(OpenOptions.defaults().withMember(key)),
        new ScratchBuffers());
  }

  private static void assertRefused(
      byte[] bytes, @Nullable String key, ReasonCode code, String detail) {
    BadInputException refusal =
        catchThrowableOfType(BadInputException.class, () -> open(bytes, key));
    assertThat(refusal).isNotNull();
    assertThat(refusal.detail()).contains(detail);
    assertThat(refusal.code()).isEqualTo(code);
  }

  /** The offset of the only central directory entry. */
  private static int directory(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
  }

  private static byte[] patched(byte[] good, int offset, int... values) {
    byte[] bytes = good.clone();
    for (int i = 0; i < values.length; i++) {
      bytes[offset + i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void keysNameMembersWithOrWithoutSuffix() throws IOException {
    byte[] bytes =
        archive(
            true,
            writer -> {
              writer.add("b", ElementType.U1, new int[] {1}, new int[] {7});
              writer.add("a", ElementType.F4, DIMS, values());
            });
    for (String key : new String[] {"a", "a.npy"}) {
      float[] read = new float[300];
      open(bytes, key).read(0, 150, read, 150);
      assertThat(read).isEqualTo(values());
    }
    assertRefused(bytes, null, ReasonCode.MISSING_KEY, "name one with --npz-key; keys: a, b");
    assertRefused(bytes, "c", ReasonCode.MISSING_KEY, "no array 'c'; keys: a, b");
    assertRefused(archive(true, w -> {}), null, ReasonCode.MISSING_KEY, "the archive is empty");
    BadInputException mask =
        catchThrowableOfType(
            BadInputException.class,
            () -> LabelReader.readHeader(TestFile.of("a.npz", bytes), LabelOptions.defaults()));
    assertThat(mask.detail()).contains("name one with --truth-npz-key; keys: a, b");
  }

  @Test
  void damagedMembersAreRefused() throws IOException {
    byte[] stored = good(false);
    byte[] deflated = good(true);
    int flipped = directory(stored) - 100;
    assertRefused(
        patched(stored, flipped, ~stored[flipped]), null, ReasonCode.MALFORMED, "CRC error");
    int middle = directory(deflated) / 2;
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class,
            () -> open(patched(deflated, middle, deflated[middle] ^ 4), null));
    assertThat(refusal.code()).isIn(ReasonCode.MALFORMED, ReasonCode.TRUNCATED);
    assertThat(refusal.detail()).startsWith("member a.npy: ");
  }

  @Test
  void damagedDirectoriesAreRefused() throws IOException {
    byte[] bytes = good(false);
    int at = directory(bytes);
    assertRefused(
        Arrays.copyOf(bytes, bytes.length - 3), null, ReasonCode.TRUNCATED, "no central directory");
    byte[] prefixed = new byte[bytes.length + 4];
    System.arraycopy(bytes, 0, prefixed, 4, bytes.length);
    assertRefused(
        patched(prefixed, 0, 'P', 'K', 3, 4), null, ReasonCode.MALFORMED, "bytes before or within");
    assertRefused(prefixed, null, ReasonCode.MALFORMED, "offset 0: wrong magic");
    assertRefused(patched(bytes, at, 0), null, ReasonCode.MALFORMED, "no entry of the central");
    assertRefused(
        patched(bytes, at + 8, 1), null, ReasonCode.UNSUPPORTED_FORMAT, "encrypted member");
    assertRefused(patched(bytes, at + 10, 12), null, ReasonCode.MALFORMED, "method or CRC differ");
    assertRefused(
        patched(patched(bytes, at + 10, 12), 8, 12),
        null,
        ReasonCode.UNSUPPORTED_FORMAT,
        "compression method 12: expected 0 (stored) or 8 (deflated)");
    assertRefused(
        patched(bytes, at + 24, 0xff, 0xff, 0xff, 0x7f), null, ReasonCode.MALFORMED, "sizes");
    assertRefused(
        patched(bytes, at + 42, 0xff, 0xff, 0xff, 0x7f),
        null,
        ReasonCode.MALFORMED,
        "the directory starts at " + at);
  }

  @Test
  void whatChangesTheMeaningOfAMemberIsRefused() throws IOException {
    byte[] bytes = good(true);
    int at = directory(bytes);
    for (int flags : new int[] {1, 1 << 6, 1 << 13}) {
      byte[] encrypted = patched(bytes, at + 8, flags & 0xff, flags >>> 8);
      assertRefused(encrypted, null, ReasonCode.UNSUPPORTED_FORMAT, "encrypted member");
    }
    byte[] patch = patched(bytes, at + 8, 1 << 5, 0);
    assertRefused(patch, null, ReasonCode.UNSUPPORTED_FORMAT, "member holds patch data");
    byte[] newer = patched(bytes, at + 6, 46, 0);
    assertRefused(
        newer,
        null,
        ReasonCode.UNSUPPORTED_FORMAT,
        "member needs version 4.6 of the zip format: expected at most 4.5");
    assertThat(open(patched(bytes, at + 6, 45, 0), null).shape().pixelCount()).isEqualTo(150);
  }

  @Test
  void namesOfHeaderAndDirectoryHaveToAgree() throws IOException {
    byte[] bytes = good(false);
    assertRefused(
        patched(bytes, 30, 'b'),
        null,
        ReasonCode.MALFORMED,
        "offset 30: names differ: local header 'b.npy', central directory 'a.npy'");
  }

  @Test
  void manyKeysAreCountedAndNotAllNamed() throws IOException {
    byte[] bytes =
        archive(
            true,
            writer -> {
              for (int i = 0; i < 300; i++) {
                String name = "%03d".formatted(i) + "x".repeat(500);
                writer.add(name, ElementType.U1, new int[] {1}, new int[] {7});
              }
            });
    BadInputException refusal =
        catchThrowableOfType(BadInputException.class, () -> open(bytes, null));
    assertThat(refusal.detail())
        .startsWith("several arrays, name one with --npz-key; keys: 000xxx")
        .hasSizeLessThan(1100);
  }

  @Test
  void bytesBehindTheArchiveAreCounted() throws IOException {
    byte[] bytes = good(true);
    for (byte accepted : new byte[] {0, '\n'}) {
      byte[] padded = Arrays.copyOf(bytes, bytes.length + 16);
      Arrays.fill(padded, bytes.length, padded.length, accepted);
      assertThat(open(padded, null).shape().pixelCount()).isEqualTo(150);
    }
    assertRefused(
        patched(Arrays.copyOf(bytes, bytes.length + 3), bytes.length + 1, 'x'),
        null,
        ReasonCode.MALFORMED,
        "offset " + bytes.length + ": 3 bytes behind the archive: expected none, or up to 16");
    assertRefused(
        Arrays.copyOf(bytes, bytes.length + 17), null, ReasonCode.MALFORMED, ": 17 bytes behind");
  }

  @Test
  void twoMembersOfOneNameAreRefused() throws IOException {
    byte[] bytes =
        archive(
            false,
            writer -> {
              writer.add("a", ElementType.F4, DIMS, values());
              writer.add("b", ElementType.F4, DIMS, values());
            });
    for (int at = 0; at < bytes.length - 5; at++) {
      if (bytes[at] == 'b' && bytes[at + 1] == '.' && bytes[at + 2] == 'n') {
        bytes[at] = 'a';
      }
    }
    assertRefused(bytes, "a", ReasonCode.MALFORMED, "two members are named a.npy");
  }

  @Test
  void aMemberThatClaimsMoreThanDeflateCanHoldIsRefusedBeforeAllocation() throws IOException {
    byte[] bytes = good(true);
    int at = directory(bytes);
    assertRefused(
        patched(bytes, at + 24, 0, 0, 0, 0x7f), null, ReasonCode.MALFORMED, "sizes disagree");
  }

  @Test
  void randomDamageIsRefusedOrReadButNeverAnotherError() throws IOException {
    SplittableRandom random = new SplittableRandom(22);
    for (boolean deflate : new boolean[] {false, true}) {
      byte[] good = good(deflate);
      for (int round = 0; round < 4_000; round++) {
        byte[] bytes = good.clone();
        for (int k = random.nextInt(1, 4); k > 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try (ScoreReader reader = open(bytes, null)) {
          float[] read = new float[300];
          reader.read(0, 150, read, 150);
          assertThat(read).isEqualTo(values());
        } catch (BadInputException e) {
          assertThat(e.detail()).isNotEmpty();
        }
      }
    }
  }
}
