package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/a/b/{x}/c.npy,         /a/b",
    "/a/b/pre_{x}.npy,       /a/b",
    "/{x}.npy,               /",
    "{x}.npy,                .",
    "a:b/{x}.npy,            a:b",
    "s3a://bucket/{x}.npy,   s3a://bucket",
    "s3a://bucket/k/{x}.npy, s3a://bucket/k",
    "/a{{1}}/{x}.npy,        /a{1}",
  })
  void theDirectoryIsWhatHasNoName(String pattern, String directory) {
    assertThat(new PathPattern(pattern).directory()).isEqualTo(directory);
  }

  @Test
  void aNameIsASegmentOrPartOfOne() {
    PathPattern pattern = new PathPattern("/d/{city}/{id}_pred.npy");
    assertThat(pattern.match("ulm/x_1_pred.npy")).isEqualTo(Map.of("city", "ulm", "id", "x_1"));
    assertThat(pattern.match("ulm/deep/x_pred.npy")).isNull();
    assertThat(pattern.match("ulm/_pred.npy")).isNull();
    assertThat(pattern.match("ulm/x_predXnpy")).isNull();
    assertThat(new PathPattern("/d/{a}_{b}.npy").match("x_yz.npy"))
        .isEqualTo(Map.of("a", "x", "b", "yz"));
  }

  @Test
  void aPathWithTwoReadingsIsRefused() {
    String cityscapes = "aachen_000001_000019_leftImg8bit.npy";
    assertThatThrownBy(() -> new PathPattern("/d/{city}_{id}_leftImg8bit.npy").match(cityscapes))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "pattern /d/{city}_{id}_leftImg8bit.npy: aachen_000001_000019_leftImg8bit.npy can be"
                + " read as city = aachen_000001, id = 000019 and as city = aachen, id ="
                + " 000001_000019; give a part an expression of its own, such as {city:[^_]+}");
    assertThat(new PathPattern("/d/{city:[^_]+}_{id}_leftImg8bit.npy").match(cityscapes))
        .isEqualTo(Map.of("city", "aachen", "id", "000001_000019"));
    assertThatThrownBy(() -> new PathPattern("/d/{city:.+}_{id}.npy").match("a_b_c.npy"))
        .hasMessageContaining("city = a_b, id = c and as city = a, id = b_c")
        .hasMessageEndingWith("give a part an expression of its own");
    assertThatThrownBy(() -> new PathPattern("/d/{a}_{b}_{c}.npy").match("1_2_3_4.npy"))
        .as("an expression for one part alone is not enough")
        .hasMessageEndingWith("give a part an expression of its own");
    assertThat(new PathPattern("/d/{city}_{frame:[0-9]{6}}.npy").match("x_y_000019.npy"))
        .isEqualTo(Map.of("city", "x_y", "frame", "000019"));
    assertThat(new PathPattern("/d/{city:.+}_{frame:\\d+}.npy").match("x/y_000019.npy"))
        .as("a part stays in its segment")
        .isNull();
    assertThat(new PathPattern("/d/{id:[a-z]+}/{id}.npy").match("x/x.npy"))
        .isEqualTo(Map.of("id", "x"));
    assertThat(new PathPattern("/d/{id:[a-z]+}/{id}.npy").match("1/1.npy")).isNull();
  }

  @Test
  void aNameThatComesTwiceHasOneValue() {
    PathPattern pattern = new PathPattern("/d/{id}/{id}9.npy");
    assertThat(pattern.match("x/x9.npy")).isEqualTo(Map.of("id", "x"));
    assertThat(pattern.match("x/y9.npy")).isNull();
    assertThat(pattern.names()).containsExactly("id");
  }

  @Test
  void everythingElseStandsForItself() {
    PathPattern pattern = new PathPattern("/d/{z}/100%[a-z]*#{{k}}/{i_d-2}.n\\Ep.y");
    assertThat(pattern.match("y/100%[a-z]*#{k}/x.n\\Ep.y"))
        .isEqualTo(Map.of("z", "y", "i_d-2", "x"));
    assertThat(pattern.match("y/100%[a-z]*#{k}/x.n\\Epzy")).isNull();
    assertThat(pattern.fill(Map.of())).isEqualTo("{z}/100%[a-z]*#{k}/{i_d-2}.n\\Ep.y");
    assertThat(pattern.fill(Map.of("i_d-2", "7"))).isEqualTo("{z}/100%[a-z]*#{k}/7.n\\Ep.y");
  }

  @Test
  void doubledBracesMakeNoPattern() {
    assertThat(PathPattern.isPattern("/a/{{x}}/b")).isFalse();
    assertThat(PathPattern.literal("/a/{{x}}/b")).isEqualTo("/a/{x}/b");
    assertThat(PathPattern.isPattern("/a/{x}/b")).isTrue();
    assertThat(PathPattern.isPattern("/a/x}/b")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/a/{x.npy,        { without } at position 3",
    "/a/x}.npy,        } without { at position 4",
    "/a/{}.npy,        {} at position 3 is no name",
    "/a/{1x}.npy,      {1x} at position 3 is no name",
    "/a/{x}{y}.npy,    nothing between two parts at position 6",
    "/a/{x:[}.npy,     {x:[} at position 3: Unclosed character class",
    "/a/{x}-{x:b}.npy, {x:b} at position 7: only the first {x} has an expression",
    "/a/{x:b{2}.npy,   { without } at position 3",
    "s3a://{x}/y.npy,  the bucket or host has to be written out",
  })
  void aMalformedPatternSaysWhere(String pattern, String reason) {
    assertThatThrownBy(() -> new PathPattern(pattern))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("pattern " + pattern + ": ")
        .hasMessageContaining(reason);
  }
}
