package io.github.focalaudit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoragePathsTest {
  private final Storage storage = new Storage(new Configuration(false));

  @ParameterizedTest
  @CsvSource({
    "/a/b.npy,        /a,           b.npy",
    "/b.npy,          /,            b.npy",
    "s3a://x/b.npy,   s3a://x/,     b.npy",
    "s3a://x/a/b,     s3a://x/a,    b",
    "file:/b,         file:/,       b",
    "file:/a/b,       file:/a,      b",
    "hdfs://h:8020/b, hdfs://h:8020/, b",
  })
  void splitsPaths(String path, String parent, String name) {
    assertThat(StoragePaths.parent(path)).isEqualTo(parent);
    assertThat(StoragePaths.name(path)).isEqualTo(name);
    assertThat(StoragePaths.child(parent, name)).isEqualTo(path);
    assertThat(StoragePaths.relative(parent, path)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "a:b.npy,       false",
    "a:b/c.npy,     false",
    "1:/x,          false",
    "s3a://b/x,     true",
    "file:/x,       true",
    "/a:/b,         false",
  })
  void aSchemeNeedsASlash(String path, boolean expected) {
    assertThat(StoragePaths.hasScheme(path)).isEqualTo(expected);
  }

  @Test
  void aPathOutsideIsNotRelative() {
    assertThatThrownBy(() -> StoragePaths.relative("/a/b", "/a/bc/d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a/bc/d");
  }

  @Test
  void resolvesWhatIsTyped() throws IOException {
    String here = Path.of("").toAbsolutePath().toString();
    for (String name : StorageTest.ODD_NAMES) {
      if (name.chars().allMatch(c -> c < 128) || StorageTest.unicodeNames()) {
        assertThat(storage.resolve(name)).isEqualTo(here + "/" + name);
        assertThat(storage.resolve("./x/../" + name)).isEqualTo(here + "/" + name);
        assertThat(storage.resolve("/data/" + name)).isEqualTo("/data/" + name);
        assertThat(storage.resolve("file:/data/" + name)).isEqualTo("/data/" + name);
        String uri = Path.of("/data/" + name).toUri().toString();
        assertThat(uri).startsWith("file:///data/");
        assertThat(storage.resolve(uri)).isEqualTo("/data/" + name);
      }
    }
    assertThat(storage.resolve("/data//x/")).isEqualTo("/data/x");
    assertThatThrownBy(() -> storage.resolve("file://host/data"))
        .hasMessageContaining("three slashes");
    assertThatThrownBy(() -> storage.resolve("")).hasMessage("empty path");
  }

  @Test
  void anUnknownStoreSaysWhatIsMissing() {
    assertThatThrownBy(() -> storage.resolve("nowhere://bucket/x.npy"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no file system for nowhere://bucket/x.npy")
        .hasMessageContaining("--packages");
  }

  @Test
  void aPathWithoutSchemeBelongsToTheDefaultStore() throws IOException {
    Configuration configuration = VaultFileSystem.configuration();
    configuration.set("fs.defaultFS", "vault:/");
    Storage remote = new Storage(configuration);
    assertThat(remote.resolve("/data/a:b#1%.npy")).isEqualTo("vault:/data/a:b#1%.npy");
    assertThat(remote.resolve("a:b#1%.npy"))
        .isEqualTo("vault:" + Path.of("").toAbsolutePath() + "/a:b#1%.npy");
    assertThat(remote.resolve("file:///data/a:b.npy")).isEqualTo("file:/data/a:b.npy");
  }

  @Test
  void onlyFileUrisAreDecoded() throws IOException {
    assertThat(storage.resolve("file:///a%20b/%E6%9D%B1/100%25+#x"))
        .isEqualTo("/a b/\u6771/100%+#x");
    assertThat(storage.resolve("file:/a%20b")).isEqualTo("/a%20b");
    assertThat(storage.resolve("/a%20b")).isEqualTo("/a%20b");
    assertThat(storage.resolve("file:///a%2/100%.%20%")).isEqualTo("/a%2/100%. %");
    assertThatThrownBy(() -> storage.resolve("file:///%e6x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("file:///%e6x: its percent-encoded bytes are no UTF-8");
  }
}
