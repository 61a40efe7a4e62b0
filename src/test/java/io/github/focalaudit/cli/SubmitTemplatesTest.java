package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    Path run = Files.createDirectories(folder.resolve("run-x"));
    String script =
        "import sys, json; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1])\n"
            + "import focal_audit_nightly as f\n"
            + "assert f.read_verdict(sys.argv[2])['verdict'] == 'error'\n"
            + "open(sys.argv[2] + '/verdict.json', 'w').write(json.dumps({'verdict': 'fail',"
            + " 'exitCode': 3, 'reason': 'r', 'rules': [{'rule': 'a', 'metric': 'm',"
            + " 'status': 'fail', 'reason': 'w'}]}))\n"
            + "assert f.summary_of(f.read_verdict(sys.argv[2])) == 'fail: r\\nfail a (m): w'\n"
            + "print('\\n'.join(f.arguments('/tmp/run')))\n";
    List<String> lines =
        Scripts.output(
            folder,
            Map.of(),
            0,
            "python3",
            "-c",
            script,
            SUBMIT.resolve("airflow").toString(),
            run.toString());
    assertAccepted(lines);
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
    Path program =
        Scripts.program(
            folder,
            """
        #!/bin/bash
        while [ "$1" != --output ]; do shift; done
        mkdir -p "$2"
        [ -z "$VERDICT" ] || echo "$VERDICT" > "$2/verdict.json"
        """);
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
            Map.of("FOCAL_AUDIT", program.toString(), "FOCAL_AUDIT_RUNS", folder + "/runs"),
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
        .matches(
            "\\d{1,2} \\d{1,2} \\* \\* \\* /usr/bin/flock -n \\S+ \\S+/submit/nightly \\S+\\.env");
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

  @Test
  void theSettingsOfANightAreAllPassed(@TempDir Path folder) throws Exception {
    Path program = Scripts.program(folder, "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\n");
    List<String> passed =
        Scripts.output(
            folder,
            Map.of("FOCAL_AUDIT", program.toString()),
            0,
            "bash",
            SUBMIT.resolve("nightly").toString(),
            SUBMIT.resolve("nightly.env.template").toString());
    assertThat(passed).startsWith("--master", "local[*]", "--driver-memory", "8g", "--");
    assertAccepted(passed.subList(5, passed.size()));
    assertThat(passed).contains("--cluster", "--metadata", "city,weather");
  }

  @Test
  void nightlyPassesTheExitCodeAndKeepsTheLastRuns(@TempDir Path folder) throws Exception {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    for (int day = 1; day <= 5; day++) {
      Path run = Files.createDirectories(runs.resolve("run-2026010" + day + "T000000Z"));
      Files.writeString(run.resolve("_focal-audit-run"), "1\n");
    }
    Files.createDirectories(runs.resolve("run-19990101-of-a-person"));
    Files.createDirectories(runs.resolve("history/golden"));
    Files.writeString(runs.resolve("history/golden/000001"), "run-20260102T000000Z\n");
    Path program =
        Scripts.program(folder, "#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\nexit 5\n");
    Path settings = folder.resolve("settings");
    Files.writeString(
        settings,
        "PREDICTIONS=/p\nTRUTH='/t with blanks'\nRUNS="
            + runs
            + "\nGATE=/g.yaml\nCLUSTER=scene\nSLICES='scene city,weather'\nKEEP=2\n"
            + "VALIDATE_OPTIONS=(--ignore-index 255)\nSPARK_OPTIONS='--master local[1]'\n");
    List<String> passed =
        Scripts.output(
            folder,
            Map.of("FOCAL_AUDIT", program.toString()),
            5,
            "bash",
            SUBMIT.resolve("nightly").toString(),
            settings.toString());
    assertThat(passed.subList(0, 3)).containsExactly("--master", "local[1]", "--");
    List<String> arguments = passed.subList(3, passed.size());
    assertAccepted(arguments);
    assertThat(arguments)
        .containsSequence("--truth", "/t with blanks")
        .containsSequence("--gate", "/g.yaml", "--baseline", "golden")
        .containsSequence("--slice", "scene", "--slice", "city,weather", "--ignore-index", "255");
    try (var left = Files.list(runs)) {
      // Of six, two are kept; the golden one and what no run has made stay as well.
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "history",
              "run-19990101-of-a-person",
              "run-20260102T000000Z",
              "run-20260104T000000Z",
              "run-20260105T000000Z");
    }
  }

  @Test
  void nightlySaysWhatIsMissing(@TempDir Path folder) throws Exception {
    List<String> said =
        Scripts.output(folder, Map.of(), 2, "bash", SUBMIT.resolve("nightly").toString());
    assertThat(said)
        .contains("nightly: PREDICTIONS is not set; set it in the environment or in a file");
  }
}
