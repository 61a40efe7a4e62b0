package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.run.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The templates for schedulers parse, and what they pass is accepted. */
class SubmitTemplatesTest {
  private static final Path SUBMIT = Path.of("submit").toAbsolutePath();

  /** The name of the archive, and of the job jar in it. */
  private static final String RELEASE =
      "focal-audit-" + BuildInfo.current().version() + "-spark-4.1_2.13";

  @ParameterizedTest
  @CsvSource({
    "spark-application.yaml, SparkApplication, /spec",
    "scheduled-spark-application.yaml, ScheduledSparkApplication, /spec/template"
  })
  void kubernetes(String file, String kind, String at) throws IOException {
    JsonNode root =
        new ObjectMapper()
            .valueToTree(new Yaml().load(Files.readString(SUBMIT.resolve("kubernetes/" + file))));
    assertThat(root.path("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(root.path("kind").asText()).isEqualTo(kind);
    JsonNode spec = root.at(at);
    assertThat(spec.path("restartPolicy").path("type").asText()).isEqualTo("Never");
    assertThat(spec.path("mainClass").asText()).isEqualTo(Main.class.getName());
    assertTypes(spec);
    assertThat(spec.path("mainApplicationFile").asText())
        .isEqualTo("local:///opt/focal-audit/" + RELEASE + ".jar");
    assertThat(Files.readString(SUBMIT.resolve("kubernetes/Containerfile")))
        .contains("ARG RELEASE=" + RELEASE + "\n")
        .contains("-t " + spec.path("image").asText() + " ")
        .contains("/spark:" + spec.path("sparkVersion").asText() + "-scala2.13-java17-");
    List<String> arguments = new ArrayList<>();
    spec.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    assertAccepted(arguments);
  }

  /** The fields that are used, with the types of the operator's API v1beta2. */
  private static void assertTypes(JsonNode spec) {
    List<String> texts =
        List.of(
            "type",
            "mode",
            "sparkVersion",
            "image",
            "imagePullPolicy",
            "mainClass",
            "mainApplicationFile");
    assertThat(spec.fieldNames())
        .toIterable()
        .containsOnlyOnceElementsOf(texts)
        .containsOnlyOnce("arguments", "restartPolicy", "sparkConf", "driver", "executor")
        .hasSize(texts.size() + 5);
    assertThat(texts).allMatch(field -> spec.path(field).isTextual());
    assertThat(spec.path("type").asText()).isEqualTo("Java");
    assertThat(spec.path("mode").asText()).isEqualTo("cluster");
    assertThat(spec.path("sparkConf")).allMatch(JsonNode::isTextual);
    // Without ND4J the cross-check is skipped.
    for (String process : List.of("driver", "executor")) {
      assertThat(spec.path("sparkConf").path("spark." + process + ".extraClassPath").asText())
          .isEqualTo("/opt/focal-audit/nd4j/*");
    }
    assertThat(spec.path("arguments")).allMatch(JsonNode::isTextual);
    for (JsonNode pod : List.of(spec.path("driver"), spec.path("executor"))) {
      assertThat(pod.path("cores").isInt()).isTrue();
      assertThat(pod.path("memory").isTextual()).isTrue();
      assertThat(List.of("cores", "memory", "memoryOverhead", "serviceAccount", "env", "instances"))
          .containsAll(pod::fieldNames);
      for (JsonNode variable : pod.path("env")) {
        assertThat(variable.path("name").isTextual() && variable.path("value").isTextual())
            .isTrue();
      }
    }
    assertThat(spec.path("executor").path("instances").isInt()).isTrue();
  }

  private static void assertAccepted(List<String> arguments) {
    assertThat(arguments).startsWith("validate");
    assertThatCode(() -> Main.commandLine().parseArgs(arguments.toArray(String[]::new)))
        .doesNotThrowAnyException();
  }

  @Test
  void airflow(@TempDir Path folder) throws Exception {
    Path program = launcher(folder);
    Path run = Files.createDirectories(folder.resolve("bucket/run-x"));
    Files.writeString(
        run.resolve("verdict.json"),
        """
        {"verdict": "fail", "exitCode": 3, "reason": "r",
         "rules": [{"rule": "a", "metric": "m", "status": "fail", "reason": "w"}]}
        """);
    String script =
        """
        import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1])
        import focal_audit_nightly as f
        missing = f.read_verdict('s3a://bucket/run-y')
        assert missing['verdict'] == 'error' and 'run-y: the run failed' in missing['reason'], missing
        assert f.summary_of(f.read_verdict('s3a://bucket/run-x')) == 'fail: r\\nfail a (m): w'
        f.FOCAL_AUDIT = '/nowhere/focal-audit'
        assert 'No such file' in f.read_verdict('s3a://bucket/run-x')['reason']
        print('\\n'.join(f.arguments('/tmp/run')))
        """;
    List<String> lines =
        Scripts.output(
            folder,
            Map.of("FOCAL_AUDIT", program.toString()),
            0,
            "python3",
            "-c",
            script,
            SUBMIT.resolve("airflow").toString());
    assertAccepted(lines);
  }

  /** A launcher whose store {@code s3a://bucket} is a folder; its runs come to $VERDICT. */
  private static Path launcher(Path folder) throws IOException {
    assertThatCode(
            () -> Main.commandLine().parseArgs("verdict", "--run", "s3a://bucket/x", "--json"))
        .doesNotThrowAnyException();
    return Scripts.program(
        folder,
        """
        #!/bin/bash
        at() { echo "$FOLDER/${1#s3a://}"; }
        if [ "$1 $2 $4" = "verdict --run --json" ]; then
          cat "$(at "$3")/verdict.json" 2>/dev/null || { echo "no verdict at $3: the run failed" >&2; exit 1; }
        else
          while [ "$1" != --output ]; do shift; done
          mkdir -p "$(at "$2")"
          [ -z "$VERDICT" ] || echo "$VERDICT" > "$(at "$2")/verdict.json"
        fi
        """
            .replace("$FOLDER", folder.toString()));
  }

  /** Just enough of Airflow to call what the DAG is made of. */
  private static void writeAirflow(Path folder) throws IOException {
    Path airflow = Files.createDirectories(folder.resolve("airflow"));
    Files.writeString(airflow.resolve("__init__.py"), "");
    Files.writeString(
        airflow.resolve("exceptions.py"), "class AirflowFailException(Exception): pass\n");
    Files.writeString(
        airflow.resolve("decorators.py"),
        """
        settings = {}
        def dag(**given):
            settings.update(given)
            return lambda function: function
        def task(**given):
            assert given == {'retries': 0}
            return lambda function: function
        """);
  }

  @Test
  void theDagFailsWithoutRetryWhereTheVerdictIsNotPass(@TempDir Path folder) throws Exception {
    writeAirflow(folder);
    Path program = launcher(folder);
    String script =
        """
        import os, sys, time
        sys.dont_write_bytecode = True
        sys.path[:0] = sys.argv[1:3]
        os.environ['VERDICT'] = '{"verdict": "pass", "reason": "fine", "rules": []}'
        import focal_audit_nightly as nightly
        from airflow.decorators import settings
        from airflow.exceptions import AirflowFailException
        assert settings['schedule'] and settings['default_args']['retries'] == 0, settings
        for verdict in ['{"verdict": "fail", "reason": "worse", "rules": []}',
                        '{"verdict": "inconclusive", "reason": "open", "rules": []}',
                        '{"verd', '']:
            os.environ['VERDICT'] = verdict
            time.sleep(1.1)
            try:
                nightly.build_dag()
                raise SystemExit('not failed: ' + verdict)
            except AirflowFailException as e:
                print(e)
        """;
    // The DAG is built, and with this Airflow run, as it is imported.
    List<String> said =
        Scripts.output(
            folder,
            Map.of("FOCAL_AUDIT", program.toString(), "FOCAL_AUDIT_RUNS", "s3a://bucket/runs"),
            0,
            "python3",
            "-c",
            script,
            folder.toString(),
            SUBMIT.resolve("airflow").toString());
    assertThat(said)
        .contains("pass: fine", "fail: worse", "inconclusive: open")
        .anyMatch(line -> line.startsWith("error: no verdict: "));
  }

  @Test
  void cron() throws IOException {
    List<String> lines =
        Files.readAllLines(SUBMIT.resolve("cron/crontab")).stream()
            .filter(line -> !line.startsWith("#") && !line.matches("[A-Z]+=.*"))
            .toList();
    assertThat(lines)
        .singleElement()
        .asString()
        .matches("\\d{1,2} \\d{1,2} \\* \\* \\* \\S+/submit/nightly \\S+\\.env");
    assertThat(SUBMIT.resolve("nightly")).isExecutable();
  }

  @Test
  void yarn() throws IOException {
    String notes = Files.readString(SUBMIT.resolve("yarn/README.md"));
    String command =
        notes
            .substring(notes.indexOf("submit/focal-audit"), notes.indexOf("\n\n- "))
            .replace("\\\n", " ")
            .strip();
    List<String> words = List.of(command.split("\\s+"));
    assertThat(words).startsWith("submit/focal-audit", "--master", "yarn");
    assertAccepted(words.subList(words.indexOf("--") + 1, words.size()));
  }

  /** What {@code submit/nightly} prints over a program that prints its arguments. */
  private static List<String> night(
      Path folder, Map<String, String> environment, int exitCode, Path settings) throws Exception {
    Path program =
        Scripts.program(
            folder, "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\nexit " + exitCode + "\n");
    Map<String, String> all = new HashMap<>(environment);
    all.put("FOCAL_AUDIT", program.toString());
    return Scripts.output(
        folder, all, exitCode, "bash", SUBMIT.resolve("nightly").toString(), settings.toString());
  }

  /** The arguments of the first call, which scores. */
  private static List<String> scoring(List<String> printed) {
    return printed.stream()
        .skip(1)
        .takeWhile(line -> !line.equals("history") && !line.contains("nightly: "))
        .toList();
  }

  @Test
  void theSettingsOfANightAreAllPassed(@TempDir Path folder) throws Exception {
    List<String> printed =
        night(folder, Map.of("LOG", ""), 0, SUBMIT.resolve("nightly.env.template"));
    List<String> passed = scoring(printed);
    List<String> spark = List.of("--master", "local[*]", "--driver-memory", "8g", "--");
    assertThat(passed)
        .startsWith(spark.toArray(String[]::new))
        .endsWith(spark.toArray(String[]::new));
    assertAccepted(passed.subList(5, passed.size() - 5));
    assertThat(passed).contains("--cluster", "--metadata", "city,weather");
  }

  private static Path nightSettings(Path folder, String more) throws IOException {
    return Files.writeString(
        folder.resolve("settings"),
        "PREDICTIONS=/p\nTRUTH='/t with blanks'\nRUNS="
            + folder.resolve("runs")
            + "\nGATE=/g.yaml\nCLUSTER=scene\nSLICES='scene city,weather'\nKEEP=2\n"
            + "VALIDATE_OPTIONS=(--ignore-index 255)\n"
            + more);
  }

  @Test
  void nightlyPassesTheExitCodeKeepsTheLastRunsAndWritesTheLog(@TempDir Path folder)
      throws Exception {
    Path settings = nightSettings(folder, "");
    List<String> printed = night(folder, Map.of(), 5, settings);
    List<String> arguments = scoring(printed);
    assertAccepted(arguments);
    assertThat(arguments)
        .containsSequence("--truth", "/t with blanks")
        .containsSequence("--gate", "/g.yaml", "--baseline", "golden")
        .containsSequence("--slice", "scene", "--slice", "city,weather", "--ignore-index", "255");
    String runs = folder.resolve("runs").toString();
    List<String> pruning =
        List.of(
            "history",
            "--history",
            runs + "/history",
            "--prune",
            runs,
            "--keep",
            "2",
            "--baseline",
            "golden");
    assertThat(printed).containsSequence(pruning);
    assertThatCode(() -> Main.commandLine().parseArgs(pruning.toArray(String[]::new)))
        .doesNotThrowAnyException();
    assertThat(printed).last().asString().endsWith("Z nightly: exit code 5");
    assertThat(Files.readAllLines(folder.resolve("runs/nightly.log"))).isEqualTo(printed);
    night(folder, Map.of(), 0, settings);
    assertThat(Files.readAllLines(folder.resolve("runs/nightly.log")))
        .startsWith(printed.toArray(String[]::new))
        .hasSizeGreaterThan(printed.size());
  }

  @Test
  void aNightThatMeetsTheLastOneSaysSoAndIsSkipped(@TempDir Path folder) throws Exception {
    Path settings = nightSettings(folder, "FOCAL_AUDIT=false\n");
    Path log = folder.resolve("runs/nightly.log");
    Files.createDirectories(folder.resolve("runs"));
    List<String> said =
        Scripts.output(
            folder,
            Map.of(),
            75,
            "bash",
            "-c",
            "exec 8>>\"$1\"; flock 8; \"$2\" \"$3\"",
            "bash",
            log.toString(),
            SUBMIT.resolve("nightly").toString(),
            settings.toString());
    assertThat(said)
        .singleElement()
        .asString()
        .endsWith("Z nightly: skipped, the last night is still running");
    assertThat(Files.readAllLines(log)).isEqualTo(said);
  }

  @Test
  void runsElsewhereNeedALogHere(@TempDir Path folder) throws Exception {
    Path settings = nightSettings(folder, "RUNS=s3a://bucket/runs\n");
    assertThat(night(folder, Map.of(), 2, settings))
        .containsExactly(
            "nightly: RUNS is not on this machine: set LOG to a local file, or to nothing");
    String log = folder.resolve("log").toString();
    assertThat(night(folder, Map.of("LOG", log), 0, settings))
        .containsSequence("--prune", "s3a://bucket/runs");
    assertThat(folder.resolve("log")).exists();
  }

  @Test
  void nightlySaysWhatIsMissing(@TempDir Path folder) throws Exception {
    List<String> said =
        Scripts.output(folder, Map.of(), 2, "bash", SUBMIT.resolve("nightly").toString());
    assertThat(said)
        .contains("nightly: PREDICTIONS is not set; set it in the environment or in a file");
  }
}
