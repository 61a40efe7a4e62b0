package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An S3 endpoint in memory (s3proxy), which refuses requests that are not signed. Requests of the
 * test itself are signed as query strings, by version 2 of the signature.
 */
record S3Server(ServerProcess server) implements AutoCloseable {
  private static final String KEY_ID = "the-key";
  private static final String SECRET = "the-secret";
  private static final long VALID_SECONDS = 3600;
  private static final int OK = 200;

  static S3Server start(Path scratch) throws IOException, InterruptedException {
    int port = ServerProcess.freePort();
    Path logback = scratch.resolve("logback.xml");
    // The default floods.
    Files.writeString(logback, "<configuration><root level=\"off\"/></configuration>");
    Path properties = scratch.resolve("s3proxy.properties");
    Files.writeString(
        properties,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=transient-nio2
        """
            .formatted(port, KEY_ID, SECRET));
    return new S3Server(
        ServerProcess.start(
            scratch.resolve("s3proxy.log"),
            port,
            List.of(
                "-Dlogback.configurationFile=" + logback,
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString())));
  }

  /** Credentials as the usual chain finds them: in the environment. */
  static List<String> credentials() {
    return List.of("AWS_ACCESS_KEY_ID=" + KEY_ID, "AWS_SECRET_ACCESS_KEY=" + SECRET);
  }

  /** Options of spark-submit for a client of an endpoint. */
  static List<String> options(String url) {
    return List.of(
        "--conf",
        "spark.hadoop.fs.s3a.endpoint=" + url,
        "--conf",
        "spark.hadoop.fs.s3a.endpoint.region=us-east-1",
        "--conf",
        "spark.hadoop.fs.s3a.path.style.access=true");
  }

  void makeBucket(String bucket) throws Exception {
    send("PUT", "/" + bucket, BodyPublishers.noBody());
  }

  /** Writes all files below a folder. */
  void upload(Path folder, String bucket) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        send("PUT", "/" + bucket + "/" + folder.relativize(file), BodyPublishers.ofFile(file));
      }
    }
  }

  JsonNode json(String bucketAndKey) throws Exception {
    return new ObjectMapper().readTree(text(bucketAndKey));
  }

  String text(String bucketAndKey) throws Exception {
    return send("GET", "/" + bucketAndKey, BodyPublishers.noBody());
  }

  private String send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException, GeneralSecurityException {
    long expires = System.currentTimeMillis() / 1000 + VALID_SECONDS;
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String signed = method + "\n\n\n" + expires + "\n" + path;
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    URI uri =
        URI.create(
            server.url()
                + path
                + "?AWSAccessKeyId="
                + KEY_ID
                + "&Expires="
                + expires
                + "&Signature="
                + URLEncoder.encode(signature, StandardCharsets.UTF_8));
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofString());
    assertThat(response.statusCode())
        .as(method + " " + path + ": " + response.body())
        .isEqualTo(OK);
    return response.body();
  }

  @Override
  public void close() {
    server.close();
  }
}
