package io.github.focalaudit.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.dataset.ImageRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartitionerTest {
  private static final long MIB = 1L << 20;

  private static ImageRef image(String id, long bytes) {
    return new ImageRef(id, "/p/" + id + ".npy", "/t/" + id + ".png", bytes, 0, -1, Map.of());
  }

  private static List<ImageRef> random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ImageRef> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(image("i" + random.nextInt() + "-" + i, random.nextLong(0, 40 * MIB)));
    }
    return images;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "7,3", "100,16", "1000,64", "1000,1000", "5,5000"})
  void everyImageOnceBalancedAndIndependentOfOrder(int count, int partitions) {
    List<ImageRef> images = random(count, count);
    List<PartitionPlan> plans = Partitioner.plan(images, partitions);
    List<ImageRef> planned = plans.stream().flatMap(plan -> plan.images().stream()).toList();
    assertThat(planned).containsExactlyInAnyOrderElementsOf(images);
    assertThat(plans).hasSize(Math.min(count, partitions));
    assertThat(plans).allSatisfy(plan -> assertThat(plan.images()).isNotEmpty());
    for (PartitionPlan plan : plans) {
      assertThat(plan.images()).extracting(ImageRef::imageId).isSorted();
    }

    // Graham's bound, against the lower bounds mean and largest of the best schedule.
    long total = images.stream().mapToLong(Partitioner::cost).sum();
    long largest = images.stream().mapToLong(Partitioner::cost).max().orElseThrow();
    long heaviest = plans.stream().mapToLong(PartitionPlan::cost).max().orElseThrow();
    assertThat((double) heaviest).isLessThanOrEqualTo((double) total / plans.size() + largest);
    if (count >= 10 * partitions) {
      assertThat((double) heaviest).isLessThan(1.05 * total / plans.size());
    }

    List<ImageRef> shuffled = new ArrayList<>(images);
    Collections.shuffle(shuffled, new Random(3));
    List<PartitionPlan> again = Partitioner.plan(shuffled, partitions);
    for (int i = 0; i < plans.size(); i++) {
      assertThat(again.get(i).images()).isEqualTo(plans.get(i).images());
    }
  }

  @Test
  void theLargestComeFirst() {
    // By hand: 7 | 6 | 5, then 4 to the 5, 3 to the 6, 2 to the 7 (one unit is 1 MiB).
    List<ImageRef> images =
        List.of(7, 6, 5, 4, 3, 2).stream()
            .map(size -> image("s" + size, size * MIB - Partitioner.IMAGE_COST_BYTES))
            .toList();
    List<PartitionPlan> plans = Partitioner.plan(images, 3);
    assertThat(plans)
        .extracting(plan -> plan.images().stream().map(ImageRef::imageId).toList())
        .containsExactly(List.of("s2", "s7"), List.of("s3", "s6"), List.of("s4", "s5"));
    assertThat(plans).extracting(PartitionPlan::cost).containsOnly(9 * MIB);
  }

  @Test
  void imagesOfABatchFileStayTogetherUpToAFairShare() {
    List<ImageRef> images = new ArrayList<>();
    for (String file : List.of("a", "b")) {
      for (int i = 0; i < 64; i++) {
        images.add(new ImageRef(file + "#" + i, "/p/" + file, "/t/" + file, MIB, 0, i, Map.of()));
      }
    }
    List<PartitionPlan> plans = Partitioner.plan(images, 8);
    assertThat(plans).hasSize(8);
    for (PartitionPlan plan : plans) {
      assertThat(plan.images()).hasSize(16);
      assertThat(plan.images().stream().map(ImageRef::predictionPath).distinct()).hasSize(1);
      int[] places = plan.images().stream().mapToInt(ImageRef::batchIndex).sorted().toArray();
      assertThat(places[15] - places[0]).isEqualTo(15);
    }
  }

  @Test
  void theDefaultFollowsCostCoresAndImages() {
    assertThat(Partitioner.defaultPartitions(List.of(), 8)).isEqualTo(1);
    assertThat(Partitioner.defaultPartitions(random(3, 1), 8)).isEqualTo(3);
    assertThat(Partitioner.defaultPartitions(random(24, 1), 2)).isEqualTo(8);
    List<ImageRef> large =
        IntStream.range(0, 1_000)
            .mapToObj(i -> image("i" + i, 64 * MIB - Partitioner.IMAGE_COST_BYTES))
            .toList();
    assertThat(Partitioner.defaultPartitions(large, 2)).isEqualTo(125);
    assertThat(Partitioner.defaultPartitions(large, 200)).isEqualTo(800);
    assertThat(Partitioner.defaultPartitions(large, 2_000)).isEqualTo(1_000);
    // 20,000 empty images cost 128 KiB each, a 4,096th of a partition's 512 MiB.
    List<ImageRef> tiny = IntStream.range(0, 20_480).mapToObj(i -> image("i" + i, 0)).toList();
    assertThat(Partitioner.defaultPartitions(tiny, 1)).isEqualTo(5);
    assertThatThrownBy(() -> Partitioner.defaultPartitions(tiny, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Partitioner.plan(tiny, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Partitioner.plan(List.of(), 4)).isEmpty();
  }

  @Test
  void bytesComeBack() {
    Map<String, @Nullable String> columns = new HashMap<>();
    columns.put("city", "\u05E9\u05DC\u05D5\u05DD");
    columns.put("empty", "");
    columns.put("weather", null);
    List<ImageRef> images = new ArrayList<>(random(500, 9));
    images.add(new ImageRef("a#0", "s3a://b/a#0%.npy", "/t/a:b", Long.MAX_VALUE, 0, 0, columns));
    images.add(new ImageRef("a#1", "s3a://b/a#0%.npy", "/t/a:b", 1, 2, 1 << 30, columns));
    // Two characters that differ in the second half of their surrogate pair.
    images.add(image("x\uD83D\uDE00", 1));
    images.add(image("x\uD83D\uDE01", 1));
    PartitionPlan plan = new PartitionPlan(images);
    PartitionPlan back = PartitionPlan.fromBytes(plan.toBytes());
    assertThat(back.images()).isEqualTo(plan.images());
    assertThat(new PartitionPlan(List.of()).toBytes()).containsExactly(2, 0, 0);
    assertThat(PartitionPlan.fromBytes(new byte[] {2, 0, 0}).images()).isEmpty();
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] bytes =
        new PartitionPlan(
                List.of(
                    new ImageRef("id", "/p", "/t", 300, 5, -1, Map.of("k", "v")),
                    new ImageRef("ie", "/p", "/t", 300, 5, -1, Map.of("k", "v"))))
            .toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> PartitionPlan.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("bytes of a partition plan: ")
          .hasMessageContaining(" at offset ");
    }
    assertThatThrownBy(() -> PartitionPlan.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessage(
            "bytes of a partition plan: end at offset "
                + bytes.length
                + ": expected no more bytes, got 1");
    byte[] future = bytes.clone();
    future[0] = 3;
    assertThatThrownBy(() -> PartitionPlan.fromBytes(future))
        .hasMessage("bytes of a partition plan: version at offset 0: expected 2, got 3");
    byte[] claims = {2, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    assertThatThrownBy(() -> PartitionPlan.fromBytes(claims))
        .hasMessageContaining(
            "images at offset 1: expected at most 0 items in the bytes left, got 268435455");
    byte[] shares = {2, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> PartitionPlan.fromBytes(shares))
        .hasMessageContaining(
            "shared characters of image id at offset 2: expected an index in [0, 1), got 5");
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,1000", "100,1000", "54,1", "54,999", "54,1000", "54,1001", "3000,7"})
  void unitsCoverEveryBlockOnceInNearlyEqualParts(long blocks, long unitBytes) {
    ImageRef image = image("large", 1000);
    List<WorkUnit> units = WorkUnit.split(image, blocks, unitBytes, 0, true);
    assertThat(units).hasSize((int) Math.min(blocks, (1000 + unitBytes - 1) / unitBytes));
    long next = 0;
    for (WorkUnit unit : units) {
      assertThat(unit.firstBlock()).isEqualTo(next);
      assertThat(unit.blockCount()).isBetween(blocks / units.size(), blocks / units.size() + 1);
      next += unit.blockCount();
    }
    assertThat(next).isEqualTo(blocks);
    long bytes = units.stream().mapToLong(unit -> unit.cost() - Partitioner.IMAGE_COST_BYTES).sum();
    assertThat(bytes).isBetween(1000L - units.size(), 1000L);
  }

  @Test
  void aMaskThatIsReadFromItsStartBoundsTheUnits() {
    // 84 bytes of scores and one of mask a pixel: 21 units read at most a quarter more.
    ImageRef image = image("large", 84 * MIB);
    assertThat(WorkUnit.split(image, 4096, MIB, MIB, true)).hasSize(21);
    assertThat(WorkUnit.split(image, 4096, MIB, MIB, false)).hasSize(84);
    assertThat(WorkUnit.split(image, 4096, MIB, 84 * MIB, true)).hasSize(1);
    assertThat(WorkUnit.split(image, 4096, MIB, MIB, false).get(83).cost())
        .isEqualTo(Partitioner.IMAGE_COST_BYTES + 84 * MIB * 49 / 4096 + MIB);
  }

  @Test
  void unitsAreSpreadLikeImages() {
    List<WorkUnit> units = WorkUnit.split(image("large", 64 * MIB), 1024, 8 * MIB, 0, true);
    List<ImageRef> images = IntStream.range(0, 64).mapToObj(i -> image("i" + i, 8 * MIB)).toList();
    List<PartitionPlan> plans = Partitioner.plan(images, units, 8);
    assertThat(plans).extracting(PartitionPlan::cost).containsOnly(plans.get(0).cost());
    assertThat(plans).allSatisfy(plan -> assertThat(plan.units()).hasSize(1));
    assertThat(plans.stream().flatMap(plan -> plan.units().stream()))
        .containsExactlyInAnyOrderElementsOf(units);
    PartitionPlan back = PartitionPlan.fromBytes(plans.get(3).toBytes());
    assertThat(back.images()).isEqualTo(plans.get(3).images());
    assertThat(back.units()).isEqualTo(plans.get(3).units());
    assertThat(Partitioner.defaultPartitions(List.of(), units, 8)).isEqualTo(8);
  }

  @Test
  void anImageIsSplitWhereItIsMoreThanTheShareOfAPartition() {
    List<ImageRef> alone = List.of(image("i", 6400 * MIB - Partitioner.IMAGE_COST_BYTES));
    assertThat(Partitioner.defaultUnitBytes(alone, 0, 2)).isEqualTo(800 * MIB);
    assertThat(Partitioner.defaultUnitBytes(alone, 0, 100)).isEqualTo(256 * MIB);
    assertThat(Partitioner.defaultUnitBytes(alone, 1, 100)).isEqualTo(6400 * MIB);
  }
}
