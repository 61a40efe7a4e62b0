package io.github.focalaudit.report;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.gate.RuleResult;
import io.github.focalaudit.gate.Verdict;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code junit.xml}: one test case a bound, and one for the inputs. A failed bound is a failure, an
 * inconclusive one an error, a warning is skipped with its reason: what a build server shows red,
 * red, and yellow. Stateless.
 */
public final class JUnitXml {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private JUnitXml() {}

  /**
   * The file's content.
   *
   * @param verdict of the run
   * @param inputs what is said of the inputs
   * @param finishedAt when the run ended
   */
  public static byte[] bytes(Verdict verdict, String inputs, Instant finishedAt) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      write(xml, verdict, inputs, finishedAt);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("cannot write XML", e);
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(XMLStreamWriter xml, Verdict verdict, String inputs, Instant finishedAt)
      throws XMLStreamException {
    // Inconclusive without a rule that says so: nothing could be measured.
    boolean broken =
        verdict.status() == VerdictStatus.ERROR
            || verdict.status() == VerdictStatus.INCONCLUSIVE && count(verdict, "error") == 0;
    boolean badInputs = verdict.exitCode() == ExitCode.TOO_MANY_BAD_INPUTS;
    boolean unchecked =
        verdict.status() == VerdictStatus.FAIL && !badInputs && count(verdict, "failure") == 0;
    boolean failed = badInputs || unchecked;
    List<RuleResult> rules = verdict.rules();
    String[][] counts = {
      {"tests", Long.toString(rules.size() + 1L)},
      {"failures", Long.toString(count(verdict, "failure") + (failed ? 1 : 0))},
      {"errors", Long.toString(count(verdict, "error") + (broken ? 1 : 0))},
    };
    xml.writeStartElement("testsuites");
    for (String[] count : counts) {
      xml.writeAttribute(count[0], count[1]);
    }
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "focal-audit");
    for (String[] count : counts) {
      xml.writeAttribute(count[0], count[1]);
    }
    xml.writeAttribute("skipped", Long.toString(count(verdict, "skipped")));
    xml.writeAttribute("time", "0");
    xml.writeAttribute("timestamp", STAMP.format(finishedAt));
    xml.writeAttribute("hostname", "localhost");
    testCase(
        xml,
        "focal-audit.run",
        "inputs",
        broken ? "error" : failed ? "failure" : null,
        verdict.status().label(),
        unchecked ? verdict.reason() : inputs);
    for (RuleResult rule : rules) {
      testCase(
          xml,
          "focal-audit.gate." + rule.family().name().toLowerCase(Locale.ROOT),
          rule.rule() + " | " + rule.metric().label() + " | " + rule.bound().label(),
          element(verdict, rule),
          rule.status().label(),
          rule.reason());
    }
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private static @Nullable String element(Verdict verdict, RuleResult rule) {
    if (rule.status() == RuleStatus.PASS) {
      return null;
    }
    if (verdict.isWarning(rule)) {
      return "skipped";
    }
    return rule.status() == RuleStatus.FAIL ? "failure" : "error";
  }

  private static long count(Verdict verdict, String element) {
    return verdict.rules().stream().filter(rule -> element.equals(element(verdict, rule))).count();
  }

  private static void testCase(
      XMLStreamWriter xml,
      String className,
      String name,
      @Nullable String element,
      String type,
      String reason)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", className);
    xml.writeAttribute("name", printable(name));
    xml.writeAttribute("time", "0");
    if (element != null) {
      xml.writeStartElement(element);
      xml.writeAttribute("message", printable(reason));
      if (!element.equals("skipped")) {
        xml.writeAttribute("type", type);
        xml.writeCharacters(printable(reason));
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** XML 1.0 has no place for most control characters, not even escaped. */
  private static String printable(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?");
  }
}
