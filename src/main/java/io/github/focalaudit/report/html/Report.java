package io.github.focalaudit.report.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.DocumentFormat;
import io.github.focalaudit.document.LossSummary;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.ReportPage.Glance;
import io.github.focalaudit.report.html.ReportPage.Section;
import io.github.focalaudit.report.html.ReportPage.Verdict;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The report of a run: one page, built from the JSON files and the pictures of the run directory
 * alone, that asks no network for anything. Thread-safe.
 */
public final class Report {
  /** The page is smaller than this; pictures are left out to keep it so. */
  public static final int MAX_BYTES = 5_000_000;

  /** Most rows of a table, where the page has room for them. */
  static final int MAX_ROWS = 1000;

  private static final int MAX_PICTURE_BYTES = 32 * 1024 * 1024;

  private Report() {}

  /**
   * Builds the page of a run directory.
   *
   * @param storage reads the directory
   * @param run the run directory
   * @return the page, UTF-8
   * @throws FileNotFoundException where the directory has no {@code summary.json}
   * @throws IOException where a file cannot be read or is not JSON
   */
  public static byte[] build(Storage storage, String run) throws IOException {
    return build(
        storage, run, document(storage, run, RunDirectory.VERDICT, VerdictDocument.FORMAT));
  }

  /**
   * Builds the page of a run directory whose verdict is not written yet.
   *
   * @param verdict what {@code verdict.json} will hold; null for none
   * @throws IOException as {@link #build(Storage, String)}
   */
  public static byte[] build(Storage storage, String run, @Nullable VerdictDocument verdict)
      throws IOException {
    RunView view =
        new RunView(
            storage.resolve(run),
            RunSummary.FORMAT.read(
                storage, StoragePaths.child(storage.resolve(run), RunDirectory.SUMMARY)),
            verdict,
            document(storage, run, RunDirectory.AUDIT, AuditDocument.FORMAT),
            document(storage, run, RunDirectory.COMPARISON, ComparisonDocument.FORMAT),
            document(storage, run, RunDirectory.TREND, TrendDocument.FORMAT));
    String pictures = StoragePaths.child(run, RunDirectory.PICTURES);
    return render(view, name -> picture(storage, StoragePaths.child(pictures, name)));
  }

  /**
   * The page of a view: without pictures to learn its size, with fewer rows where it is too large
   * even so, then with the pictures that fit.
   */
  static byte[] render(RunView view, Function<String, byte @Nullable []> pictures) {
    int markup = 4096 + 2048 * pictureCount(view);
    int rows = MAX_ROWS;
    int bare = render(page(view, new PictureBudget(name -> null, 0), rows)).length;
    while (bare + markup >= MAX_BYTES && rows > 1) {
      rows /= 2;
      bare = render(page(view, new PictureBudget(name -> null, 0), rows)).length;
    }
    byte[] bytes = render(page(view, new PictureBudget(pictures, MAX_BYTES - bare - markup), rows));
    if (bytes.length >= MAX_BYTES) {
      throw new IllegalStateException(
          "report: expected less than " + MAX_BYTES + " bytes, got " + bytes.length);
    }
    return bytes;
  }

  private static int pictureCount(RunView view) {
    AuditDocument audit = view.audit();
    if (audit == null) {
      return 0;
    }
    AuditDocument.LabelIssues issues = audit.labelIssues();
    return audit.worstImages().size() + (issues == null ? 0 : issues.images().size());
  }

  private static byte[] render(ReportPage page) {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, Report.class.getClassLoader(), Report.class.getPackageName());
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render("report.jte", page, output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ReportPage page(RunView run, PictureBudget pictures, int rows) {
    LossSummary loss = run.summary().loss();
    String script = resource("report.js");
    String style = resource("report.css");
    Glance glance = GlanceBuilder.of(run, pictures);
    List<Section> sections = new ArrayList<>();
    Stream.of(
            SummarySections.overview(run),
            SummarySections.rules(run),
            ComparisonSections.comparison(run),
            ComparisonSections.trend(run),
            SummarySections.sweep(run),
            SummarySections.classes(run),
            ConfusionSection.of(run),
            SliceSections.slices(run),
            SliceSections.problemSlices(run),
            DistributionSection.of(run),
            ImageSections.worst(run, pictures),
            ImageSections.labels(run, pictures),
            CalibrationSection.of(run),
            RecordSections.quarantine(run),
            RecordSections.settings(run),
            RecordSections.provenance(run))
        .filter(Objects::nonNull)
        .map(section -> Objects.requireNonNull(section).withRows(rows))
        .forEach(sections::add);
    if (pictures.leftOut() > 0) {
      Section overview = sections.get(0);
      List<Block> blocks = new ArrayList<>(overview.blocks());
      blocks.add(
          new Note(
              "To stay under "
                  + MAX_BYTES / 1_000_000
                  + " MB, this page shows "
                  + pictures.shown()
                  + " of "
                  + (pictures.shown() + pictures.leftOut())
                  + " pictures; the folder pictures/ of the run has all of them.",
              false));
      sections.set(0, new Section(overview.id(), overview.title(), overview.lead(), blocks));
    }
    return new ReportPage(
        ReadableText.of("Run " + StoragePaths.name(run.path())),
        verdict(run),
        RunView.digits(loss.mean()),
        ComparisonSections.interval(run),
        "Preset "
            + loss.preset().label()
            + ", activation "
            + loss.activationLabel()
            + ", gamma "
            + loss.gamma()
            + ", alpha "
            + alpha(loss.alpha())
            + (loss.dropped().isEmpty() ? "" : ", dropped classes " + loss.dropped())
            + ", divided by "
            + loss.normalizer().label().replace('_', ' '),
        glance,
        sections,
        script,
        style,
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; script-src "
            + hash(script)
            + "; style-src "
            + hash(style));
  }

  private static String alpha(List<Double> alpha) {
    if (alpha.isEmpty()) {
      return "none";
    }
    return alpha.size() == 1 ? alpha.get(0).toString() : alpha.toString().replace(" ", "");
  }

  private static Verdict verdict(RunView run) {
    VerdictDocument verdict = run.verdict();
    return verdict == null
        ? new Verdict("NO VERDICT", "none", "")
        : new Verdict(
            verdict.words().toUpperCase(Locale.ROOT),
            Boolean.FALSE.equals(verdict.judged()) ? "none" : verdict.verdict().label(),
            ReadableText.of(verdict.reason()));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Report.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T extends Record> @Nullable T document(
      Storage storage, String run, String name, DocumentFormat<T> format) throws IOException {
    String path = StoragePaths.child(storage.resolve(run), name);
    return storage.exists(path) ? format.read(storage, path) : null;
  }

  private static byte @Nullable [] picture(Storage storage, String path) {
    try {
      return storage.exists(path) ? storage.readBytes(path, MAX_PICTURE_BYTES) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
