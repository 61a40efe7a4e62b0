package io.github.focalaudit.report.html;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.DocumentFormat;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.VerdictDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** JSON files of a made-up run, with names that try to be more than names. */
final class SampleRun {
  /** Markup, quotes, a line end, a directional override, an attribute, a template expression. */
  static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(2)>",
          "' onmouseover='alert(3)",
          "line one\nline two\tend",
          "\u202egnp.exe",
          "שלום עולם / مرحبا",
          "${7*7} {{7*7}} !{x}",
          "</title></style></svg>--><b>bold</b>",
          "javascript:alert(4)",
          "a&amp;b & c");

  private static final ObjectMapper JSON = new ObjectMapper();

  private SampleRun() {}

  static ObjectNode summary() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", 1);
    root.putObject("loss")
        .put("mean", 0.024345012345678)
        .put("sum", 292433.25)
        .put("denominator", 12011964.0)
        .put("imageMean", 0.0243632)
        .put("preset", "one-vs-rest")
        .put("activation", "softmax")
        .put("gamma", 2.0)
        .put("alpha", 0.25)
        .put("eps", 1e-8)
        .put("normalizer", "valid_elements");
    root.putObject("crossEntropy").put("mean", 0.6).put("sum", 600000.0);
    ArrayNode sweep = root.putArray("sweep");
    sweep.addObject().put("gamma", 2.0).put("mean", 0.024);
    sweep.addObject().put("gamma", 0.0).put("mean", 0.06);
    sweep.addObject().put("gamma", 1.0).put("mean", 0.034);
    ArrayNode classes = root.putArray("classes");
    for (int c = 0; c < HOSTILE.size(); c++) {
      ObjectNode node = classes.addObject();
      node.put("id", c).put("name", HOSTILE.get(c)).put("positives", 1000L * (c + 1));
      node.put("lossShare", c / 45d).put("positiveSum", 12.5 * c).put("negativeSum", 7.25 * c);
      if (c > 0) {
        node.put("iou", 1 - 0.05 * c).put("dice", 1 - 0.03 * c).put("recall", 0.9);
        node.put("precision", 0.8);
      } else {
        node.putNull("iou");
      }
    }
    root.put("accuracy", 0.84643).put("meanIou", 0.5415).put("meanDice", 0.66);
    root.putObject("images")
        .put("expected", 26)
        .put("scored", 24)
        .put("quarantined", 2)
        .put("withoutValidPixels", 0);
    root.putObject("pixels").put("valid", 1000997).put("ignored", 35803);
    root.put("clampedElements", 3);
    root.putObject("quarantine").put("TRUNCATED", 1).put("DUPLICATE_ID", 1);
    root.putObject("precision").put("bands", 8).put("relative", 1.2e-6);
    root.putObject("kernel").put("name", "vector").put("numericVersion", 1);
    root.putObject("crossCheck")
        .put("status", "passed")
        .put("bands", 8)
        .put("maxRelativeDifference", 3e-9);
    root.putObject("settings")
        .put("classes", HOSTILE.size())
        .put("layout", "chw")
        .put("labelMap", HOSTILE.get(0));
    root.putArray("warnings").add(HOSTILE.get(1));
    root.putObject("timing").put("wallSeconds", 4.5);
    root.putObject("provenance").put("version", "0.1.0").put("commit", "abc");
    return root;
  }

  static ObjectNode verdict() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", 1)
        .put("verdict", "fail")
        .put("exitCode", 3)
        .put("reason", HOSTILE.get(0));
    root.putArray("rules")
        .addObject()
        .put("rule", "loss.mean max")
        .put("value", 0.024)
        .putNull("baseline")
        .put("bound", "maxIncrease")
        .put("amount", 2.5)
        .put("percent", true)
        .put("severity", "warn")
        .put("status", "fail")
        .put("reason", HOSTILE.get(2));
    return root;
  }

  static ObjectNode audit(int images) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", 1);
    ObjectNode distribution = root.putObject("distribution").put("images", images);
    ArrayNode histogram = distribution.putArray("histogram");
    for (int b = 0; b < 10; b++) {
      histogram.addObject().put("from", b * 0.01).put("to", (b + 1) * 0.01).put("images", 10 - b);
    }
    distribution.putArray("quantiles").addObject().put("fraction", 0.5).put("value", 0.023);
    ObjectNode concentration = root.putObject("concentration");
    concentration
        .putArray("images")
        .addObject()
        .put("fraction", 0.01)
        .put("count", 1)
        .put("lossShare", 0.11);
    concentration
        .putArray("pixels")
        .addObject()
        .put("fraction", 0.01)
        .put("count", 100)
        .put("lossShare", 0.41)
        .put("error", 0.004);
    ArrayNode worst = root.putArray("worstImages");
    ObjectNode issues = root.putObject("labelIssues");
    issues.put("suspectPixels", 123).put("validPixels", 1000997).put("suspectFraction", 1.2e-4);
    ArrayNode suspects = issues.putArray("images");
    ArrayNode components = issues.putArray("components");
    for (int i = 0; i < images; i++) {
      String id = HOSTILE.get(i % HOSTILE.size()) + i;
      ObjectNode image = worst.addObject();
      image.put("imageId", id).put("lossMean", 0.1 / (i + 1)).put("lossShare", 0.2 / (i + 1));
      image.put("validPixels", 43000 + i).put("labelQuality", 0.3).put("picture", "w" + i + ".png");
      image.put("panels", "truth, prediction, loss");
      image.putObject("confusion").put("truth", 0).put("prediction", 1).put("pixels", 7);
      ObjectNode suspect = suspects.addObject();
      suspect.put("imageId", id).put("score", 12.5 / (i + 1)).put("suspectPixels", 40);
      suspect.put("suspectFraction", 1e-3).put("components", 2).put("picture", "s" + i + ".png");
      suspect.put("panels", "truth, prediction, loss");
      ObjectNode component = components.addObject();
      component.put("imageId", id).put("given", 2).put("suggested", 3).put("area", 33);
      component.put("score", 9.5).put("probability", 0.97);
      component.putArray("box").add(1).add(2).add(10).add(12);
    }
    issues.putArray("pairs").addObject().put("given", 2).put("suggested", 3).put("pixels", 123);
    ArrayNode slices = root.putArray("slices");
    for (String value : HOSTILE) {
      ObjectNode slice = slices.addObject().put("column", "<i>scene").put("value", value);
      slice.put("images", 3).put("lossMean", 0.02).put("lossShare", 0.1).put("validPixels", 9);
    }
    ObjectNode problems = root.putObject("problemSlices");
    problems.put("tried", 41).put("minimumImages", 5).put("confidence", 0.95);
    ObjectNode problem = problems.putArray("slices").addObject();
    problem.put("images", 7).put("imageShare", 0.2).put("lossShare", 0.4).put("ratio", 2.0);
    problem.put("low", 1.5).put("high", 2.6);
    problem.putArray("attributes").add("scene = " + HOSTILE.get(0)).add("height > 100");
    ObjectNode calibration = root.putObject("calibration");
    calibration.put("expectedCalibrationError", 0.04).put("brier", 0.21);
    ArrayNode bins = calibration.putArray("bins");
    for (int b = 0; b < 10; b++) {
      ObjectNode bin = bins.addObject().put("from", b / 10d).put("to", (b + 1) / 10d);
      bin.put("pixels", b * 100);
      if (b > 0) {
        bin.put("confidence", b / 10d + 0.05).put("accuracy", b / 10d);
      }
    }
    ObjectNode refused = root.putArray("quarantine").addObject();
    refused.put("code", "TRUNCATED").put("imageId", HOSTILE.get(3)).put("path", HOSTILE.get(1));
    refused.put("detail", HOSTILE.get(0));
    return root;
  }

  static RunView view(int images) {
    return view(audit(images));
  }

  static RunView view(ObjectNode audit) {
    return new RunView(
        "/runs/<b>night</b> 'x'",
        decoded(RunSummary.FORMAT, summary()),
        decoded(VerdictDocument.FORMAT, verdict()),
        decoded(AuditDocument.FORMAT, audit));
  }

  /** The document that a file of this content holds. */
  static <T extends Record> T decoded(DocumentFormat<T> format, ObjectNode content) {
    return decoded(format, content.toString());
  }

  static <T extends Record> T decoded(DocumentFormat<T> format, String content) {
    try {
      return format.decode(content.getBytes(StandardCharsets.UTF_8), "sample");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RunView bareView() {
    return new RunView("/runs/bare", decoded(RunSummary.FORMAT, summary()), null, null);
  }

  /** Writes the files of a run directory. */
  static void write(Path run, int images) {
    try {
      Files.createDirectories(run);
      Files.write(run.resolve("summary.json"), JSON.writeValueAsBytes(summary()));
      Files.write(run.resolve("verdict.json"), JSON.writeValueAsBytes(verdict()));
      Files.write(run.resolve("audit.json"), JSON.writeValueAsBytes(audit(images)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
