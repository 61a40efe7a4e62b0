package io.github.focalaudit.format;

import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Files into tiles: an image of 12 classes and 360 x 480 pixels is opened, read in blocks of 256
 * pixels and closed. The file is warm. One operation is one image of 2,073,600 scores, or its mask
 * of 172,800 labels.
 *
 * <p>Run by
 *
 * <pre>mvn -Pjmh test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *   -Dexec.args='--add-modules=jdk.incubator.vector -cp %classpath org.openjdk.jmh.Main Reader'
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ReaderBenchmark {
  private static final int CLASSES = 12;
  private static final int HEIGHT = 360;
  private static final int WIDTH = 480;
  private static final int PIXELS = HEIGHT * WIDTH;
  private static final int BLOCK = 256;
  private static final int MEAN_RUN = 60;

  /** How scores are stored. */
  public enum Scores {
    /** Raw, float32. */
    F4,
    /** Raw, float32, most significant byte first. */
    F4_BIG_ENDIAN,
    /** Raw, float32, channels last. */
    F4_HWC,
    /** Raw, float16. */
    F2,
    /** A stored member of an archive, float32. */
    F4_NPZ,
    /** A deflated member of an archive, float32. */
    F4_DEFLATED,
    /** A deflated member of an archive, float16: what teams store most. */
    F2_DEFLATED
  }

  /** How masks are stored. */
  public enum Labels {
    /** A gray picture of 8 bits. */
    PNG,
    /** Raw bytes. */
    U1
  }

  /** A file and the buffers of a task. */
  private abstract static class Subject {
    final Storage storage = Storage.ofClassPath();
    final ScratchBuffers scratch = new ScratchBuffers();
    Path file = Path.of("");

    final OutputStream create(String suffix) throws IOException {
      file = Files.createTempFile("focal-audit-reader", suffix);
      return new BufferedOutputStream(Files.newOutputStream(file));
    }

    final RangeReader open(ReadPolicy policy) throws IOException {
      return storage.open(file.toString(), -1, policy);
    }

    final void delete() throws IOException {
      scratch.close();
      Files.delete(file);
    }
  }

  /** A score file. */
  @State(Scope.Thread)
  public static class ScoreFile extends Subject {
    /** Its format. */
    @Param public Scores format = Scores.F4;

    private final float[] tile = new float[CLASSES * BLOCK];
    private ScoreOptions options = ScoreOptions.defaults();

    /** Writes it. */
    @Setup
    public void write() throws IOException {
      float[] values = scores();
      int[] dims = {CLASSES, HEIGHT, WIDTH};
      boolean half = format == Scores.F2 || format == Scores.F2_DEFLATED;
      ElementType type = half ? ElementType.F2 : ElementType.F4;
      switch (format) {
        case F4, F2 -> {
          try (OutputStream out = create(".npy")) {
            NpyWriter.write(out, type, dims, values);
          }
        }
        case F4_BIG_ENDIAN -> {
          try (OutputStream out = create(".npy")) {
            String header = new String(NpyWriter.header(type, dims), StandardCharsets.ISO_8859_1);
            out.write(header.replace("<f4", ">f4").getBytes(StandardCharsets.ISO_8859_1));
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.BIG_ENDIAN);
            bytes.asFloatBuffer().put(values);
            out.write(bytes.array());
          }
        }
        case F4_HWC -> {
          options = options.withLayout(Layout.HWC);
          float[] interleaved = new float[values.length];
          for (int i = 0; i < values.length; i++) {
            interleaved[i % PIXELS * CLASSES + i / PIXELS] = values[i];
          }
          try (OutputStream out = create(".npy")) {
            NpyWriter.write(out, type, new int[] {HEIGHT, WIDTH, CLASSES}, interleaved);
          }
        }
        case F4_NPZ, F4_DEFLATED, F2_DEFLATED -> {
          try (NpzWriter npz = new NpzWriter(create(".npz"), format != Scores.F4_NPZ)) {
            npz.add("scores", type, dims, values);
          }
        }
      }
    }

    /** Noise around a plane that changes slowly, as logits are. */
    private static float[] scores() {
      SplittableRandom random = new SplittableRandom(1);
      float[] values = new float[CLASSES * PIXELS];
      for (int i = 0; i < values.length; i++) {
        double slow = 4 * Math.sin(i % WIDTH / 60.0) * Math.cos(i / WIDTH / 45.0);
        values[i] = (float) (slow + random.nextDouble() + random.nextDouble());
      }
      return values;
    }

    /** Deletes it. */
    @TearDown
    public void close() throws IOException {
      delete();
    }
  }

  /** A mask. */
  @State(Scope.Thread)
  public static class Mask extends Subject {
    /** Its format. */
    @Param public Labels format = Labels.PNG;

    private final int[] values = new int[BLOCK];
    private final float[] targets = new float[BLOCK];
    private final LabelEncoder encoder = new LabelEncoder(null, List.of(), CLASSES);

    /** Writes it. */
    @Setup
    public void write() throws IOException {
      SplittableRandom random = new SplittableRandom(2);
      int[] labels = new int[PIXELS];
      for (int i = 1; i < PIXELS; i++) {
        labels[i] = random.nextInt(MEAN_RUN) == 0 ? random.nextInt(CLASSES) : labels[i - 1];
      }
      if (format == Labels.PNG) {
        try (OutputStream out = create(".png")) {
          PngLabelWriter.write(out, HEIGHT, WIDTH, 8, labels);
        }
      } else {
        try (OutputStream out = create(".npy")) {
          NpyWriter.write(out, ElementType.U1, new int[] {HEIGHT, WIDTH}, labels);
        }
      }
    }

    /** Deletes it. */
    @TearDown
    public void close() throws IOException {
      delete();
    }
  }

  /** Reads the scores of an image. */
  @Benchmark
  public float scores(ScoreFile subject) throws IOException {
    float last = 0;
    try (RangeReader file = subject.open(ReadPolicy.RANDOM);
        ScoreReader reader = ScoreReader.open(file, subject.options, subject.scratch)) {
      for (int first = 0; first < PIXELS; first += BLOCK) {
        reader.read(first, Math.min(BLOCK, PIXELS - first), subject.tile, BLOCK);
        last += subject.tile[0];
      }
    }
    return last;
  }

  /** Reads and encodes the labels of a mask. */
  @Benchmark
  public float labels(Mask subject) throws IOException {
    float last = 0;
    try (RangeReader file = subject.open(ReadPolicy.WHOLE_FILE);
        LabelReader reader = LabelReader.open(file, LabelOptions.defaults(), subject.scratch)) {
      for (int first = 0; first < PIXELS; first += BLOCK) {
        int count = Math.min(BLOCK, PIXELS - first);
        reader.read(first, count, subject.values);
        subject.encoder.encode(
            subject.values, 0, count, subject.targets, 0, "", at -> "pixel " + at);
        last += subject.targets[0];
      }
    }
    return last;
  }
}
