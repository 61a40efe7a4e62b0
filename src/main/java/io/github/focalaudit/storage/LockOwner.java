package io.github.focalaudit.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The process that has a lock, as the lock's file tells it: a line for people, then a line {@code
 * key=value} a fact. Immutable.
 *
 * @param description who runs, on which host, as which process
 * @param facts by which the process can be found again; empty in locks of earlier builds
 */
record LockOwner(String description, Map<String, String> facts) {
  private static final Path PROC = Path.of("/proc");
  private static final String ID = "id";
  private static final String HOST = "host";
  private static final String PROCESS = "process";
  private static final String APPLICATION = "application";
  private static final String USER = "user";
  private static final String BOOT = "boot";
  private static final String NAMESPACE = "namespace";
  private static final String START = "start";

  /** Place of the start time in {@code /proc/PID/stat}, counted behind the program's name. */
  private static final int START_FIELD = 19;

  LockOwner {
    facts = Map.copyOf(facts);
  }

  /**
   * This process.
   *
   * @param program what runs, since when
   * @param application id of the application; null before it is known
   */
  static LockOwner ofThisProcess(String program, @Nullable String application) {
    Map<String, String> facts = new LinkedHashMap<>();
    long process = ProcessHandle.current().pid();
    String host = ThisProcess.host();
    facts.put(ID, UUID.randomUUID().toString());
    facts.put(HOST, host);
    facts.put(PROCESS, Long.toString(process));
    facts.put(USER, ThisProcess.user());
    if (application != null) {
      facts.put(APPLICATION, application);
    }
    try {
      facts.put(BOOT, bootId());
      facts.put(NAMESPACE, pidNamespace());
      facts.put(START, startTime(process));
    } catch (IOException e) {
      // Not Linux: nobody can prove that the process is gone.
      facts.remove(BOOT);
    }
    String description =
        program
            + " on "
            + host
            + ", process "
            + process
            + (application == null ? "" : ", application " + application);
    return new LockOwner(description, facts);
  }

  static LockOwner parse(byte[] content) {
    Map<String, String> facts = new LinkedHashMap<>();
    String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
    for (int i = 1; i < lines.length; i++) {
      int equals = lines[i].indexOf('=');
      if (equals > 0) {
        facts.put(lines[i].substring(0, equals), lines[i].substring(equals + 1));
      }
    }
    return new LockOwner(lines[0], facts);
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(description).append('\n');
    facts.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Names this lock among all; null in locks of earlier builds. */
  @Nullable UUID id() {
    String id = facts.get(ID);
    try {
      return id == null ? null : UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** How a person finds out whether the process is alive. */
  String howToTell() {
    String application = facts.get(APPLICATION);
    String process = facts.get(PROCESS);
    if (process == null) {
      return "if that run is no longer alive";
    }
    return "if that run is no longer alive (on "
        + facts.get(HOST)
        + ", ps -p "
        + process
        + " shows it"
        + (application == null ? "" : "; so does Spark or YARN for " + application)
        + ")";
  }

  /**
   * Whether the process has provably ended: it ran under this boot of this machine, in this PID
   * namespace, as this user (other users' processes may be hidden), and no process has its number
   * and its start time.
   */
  boolean isGone() {
    String process = facts.get(PROCESS);
    String start = facts.get(START);
    try {
      if (process == null
          || start == null
          || !bootId().equals(facts.get(BOOT))
          || !pidNamespace().equals(facts.get(NAMESPACE))
          || !ThisProcess.user().equals(facts.get(USER))) {
        return false;
      }
      return !start.equals(startTime(Long.parseLong(process)));
    } catch (NoSuchFileException e) {
      return Files.exists(PROC.resolve("self/stat"));
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  private static String bootId() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  private static String pidNamespace() throws IOException {
    return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
  }

  /**
   * The start time of a process in ticks since boot; empty for one that has ended and was not
   * waited for.
   */
  private static String startTime(long process) throws IOException {
    String stat = Files.readString(PROC.resolve(process + "/stat"), StandardCharsets.ISO_8859_1);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return fields[0].equals("Z") || fields[0].equals("X") ? "" : fields[START_FIELD];
  }
}
