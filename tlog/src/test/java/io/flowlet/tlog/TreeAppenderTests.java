package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TreeAppenderTests {
    private static List<byte[]> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Hash.sha256(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)})
                        .bytes())
                .toList();
    }

    @Test
    void endsInTheSameTreeHoweverTheEntriesAreBatched() {
        List<byte[]> entries = entries(3_000);
        Hash root = Reference.root(entries);
        MemoryLog atOnce = MemoryLog.of(entries);
        Seeded.check("batches", 20, random -> {
            MemoryLog log = new MemoryLog();
            Hash previous = MerkleTree.emptyRoot();
            while (log.size() < entries.size()) {
                int to = (int) Math.min(entries.size(), log.size() + 1 + random.nextInt(600));
                TreeAppender.Appended appended = log.append(entries.subList((int) log.size(), to));
                assertThat(appended.previousRoot()).isEqualTo(previous);
                previous = appended.root();
            }
            assertThat(previous).isEqualTo(root);
            assertThat(log.tiles()).containsExactlyInAnyOrderElementsOf(atOnce.tiles());
        });
    }

    @Test
    void returnsOneFinalRowForEveryTileThatChangedAndNoOther() {
        MemoryLog log = MemoryLog.of(entries(65_530));
        List<Tile> before = log.tiles();
        TreeAppender.Appended appended = log.append(entries(600));
        Set<Tile> grown = new HashSet<>(log.tiles());
        before.forEach(grown::remove);
        assertThat(appended.tiles()).containsExactlyInAnyOrderElementsOf(grown);
        assertThat(appended.tiles().stream().map(tile -> tile.id().path()).toList())
                .containsExactlyInAnyOrder(
                        "tile/entries/255",
                        "tile/entries/256",
                        "tile/entries/257",
                        "tile/entries/258.p/82",
                        "tile/0/255",
                        "tile/0/256",
                        "tile/0/257",
                        "tile/0/258.p/82",
                        "tile/1/000",
                        "tile/1/001.p/2",
                        "tile/2/000.p/1");
    }

    @Test
    void hasTheTilesThatTheSpecificationCountsForSeventyThousandEntries() {
        MemoryLog log = MemoryLog.of(entries(70_000));
        assertThat(log.tiles().stream().map(Tile::id))
                .containsExactlyInAnyOrderElementsOf(TileId.all(70_000).toList());
        assertThat(at(log, 0).filter(TileId::isFull)).hasSize(273);
        assertThat(at(log, 0).filter(id -> !id.isFull()).map(TileId::width)).containsExactly(112);
        assertThat(at(log, 1).filter(TileId::isFull)).hasSize(1);
        assertThat(at(log, 1).filter(id -> !id.isFull()).map(TileId::width)).containsExactly(17);
        assertThat(at(log, 2).map(TileId::width)).containsExactly(1);
    }

    private static Stream<TileId> at(MemoryLog log, int level) {
        return log.tiles().stream().map(Tile::id).filter(id -> id.level() == level);
    }

    @Test
    void hasAFullTileAndAParentOfWidthOneAtTwoHundredAndFiftySixEntries() {
        assertThat(MemoryLog.of(entries(256)).tiles().stream()
                        .map(tile -> tile.id().path()))
                .containsExactlyInAnyOrder("tile/entries/000", "tile/0/000", "tile/1/000.p/1");
    }

    @Test
    void keepsTheEntriesInBundlesInTheirOrder() throws Exception {
        List<byte[]> entries = entries(700);
        MemoryLog log = new MemoryLog();
        log.append(entries.subList(0, 100));
        log.append(entries.subList(100, 700));
        List<byte[]> read = new ArrayList<>();
        for (int bundle = 0; bundle < 3; bundle++) {
            read.addAll(EntryBundle.decode(log.read(TileId.ENTRIES, bundle)));
        }
        assertThat(read).usingElementComparator(Arrays::compare).containsExactlyElementsOf(entries);
    }

    @Test
    void appendingNothingChangesNothing() {
        MemoryLog log = MemoryLog.of(entries(300));
        TreeAppender.Appended appended = log.append(List.of());
        assertThat(appended.tiles()).isEmpty();
        assertThat(appended.size()).isEqualTo(300);
        assertThat(appended.root()).isEqualTo(appended.previousRoot());
    }

    @Test
    void showsInThePreviousRootThatAStoredTileWasChanged() {
        List<byte[]> entries = entries(1_000);
        Seeded.check("changed tiles", 200, random -> {
            MemoryLog log = MemoryLog.of(entries);
            Hash signed = MerkleTree.root(1_000, log);
            Tile tile =
                    random.nextBoolean() ? log.tile(0, 3) : log.tile(1, 0); // the right edge: what an append builds on
            byte[] bytes = tile.bytes();
            bytes[random.nextInt(bytes.length)] ^= 1;
            log.replace(new Tile(tile.id(), bytes));
            assertThat(log.append(entries.subList(0, 1)).previousRoot()).isNotEqualTo(signed);
        });
    }

    @Test
    void anEarlierTileIsAPrefixOfTheLaterOne() {
        List<byte[]> entries = entries(200);
        MemoryLog early = MemoryLog.of(entries.subList(0, 120));
        MemoryLog late = MemoryLog.of(entries);
        assertThat(late.tile(0, 0).narrowedTo(120)).isEqualTo(early.tile(0, 0));
        assertThat(late.tile(TileId.ENTRIES, 0).narrowedTo(120)).isEqualTo(early.tile(TileId.ENTRIES, 0));
        assertThatThrownBy(() -> early.tile(0, 0).narrowedTo(121)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAStoreThatIsShorterThanTheTree() {
        MemoryLog log = MemoryLog.of(entries(100));
        assertThatThrownBy(() -> TreeAppender.append(120, log, entries(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TreeAppender.append(-1, log, entries(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnEntryWhoseLengthDoesNotFit() {
        assertThat(EntryBundle.encode(List.of(new byte[EntryBundle.MAX_ENTRY_BYTES])))
                .hasSize(EntryBundle.MAX_ENTRY_BYTES + 2);
        assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[EntryBundle.MAX_ENTRY_BYTES + 1])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsBackEntriesOfEveryLength() throws Exception {
        List<byte[]> entries =
                List.of(new byte[0], new byte[1], new byte[255], new byte[256], new byte[0x1234], new byte[0xffff]);
        assertThat(EntryBundle.decode(EntryBundle.encode(entries)))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(entries);
        assertThat(EntryBundle.encode(entries.subList(4, 5))).startsWith(0x12, 0x34);
    }

    @Test
    void refusesBundlesThatAreCutShort() throws Exception {
        byte[] bundle = EntryBundle.encode(entries(3));
        assertThat(EntryBundle.decode(bundle)).hasSize(3);
        for (int length = 1; length < bundle.length; length++) {
            byte[] cut = Arrays.copyOf(bundle, length);
            if (length % 34 != 0) {
                assertThatThrownBy(() -> EntryBundle.decode(cut)).isInstanceOf(Malformed.class);
            }
        }
        assertThatThrownBy(() -> EntryBundle.decode(EntryBundle.encode(entries(257))))
                .isInstanceOf(Malformed.class);
    }
}
