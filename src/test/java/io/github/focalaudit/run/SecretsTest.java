package io.github.focalaudit.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource({
    "fs.s3a.secret.key=S3CR3T, fs.s3a.secret.key=***",
    "spark.hadoop.fs.s3a.access.key=S3CR3T, spark.hadoop.fs.s3a.access.key=***",
    "--token=S3CR3T, --token=***",
    "db_password=a=b, db_password=***",
    "spark.ssl.keyStorePassword.password=x, spark.ssl.keyStorePassword.password=***",
    "s3a://ID:S3CR3T@bucket/p, s3a://***@bucket/p",
    "https://h/p.npy?X-Amz-Signature=abc&x=1, https://h/p.npy?X-Amz-Signature=***&x=1",
    "https://h/p?sv=1&sig=abc%3D, https://h/p?sv=1&sig=***",
    "--npz-key=arr_0, --npz-key=arr_0",
    "/data/monkey=7/{id}.npy, /data/monkey=7/{id}.npy",
    "slice=a@b, slice=a@b"
  })
  void ofAWordTheSecretIsMasked(String word, String masked) {
    assertThat(Secrets.masked(List.of(word))).containsExactly(masked);
  }

  @Test
  void theWordBehindTheNameOfASecretIsMasked() {
    assertThat(
            Secrets.masked(
                List.of(
                    "validate",
                    "--password",
                    "S3CR3T",
                    "--npz-key",
                    "arr_0",
                    "--truth-npz-key",
                    "k")))
        .containsExactly(
            "validate", "--password", "***", "--npz-key", "arr_0", "--truth-npz-key", "k");
  }
}
