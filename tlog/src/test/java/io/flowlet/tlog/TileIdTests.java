package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TileIdTests {
    @Test
    void writesTheIndexInGroupsOfThreeDigits() {
        assertThat(new TileId(0, 1_234_067, 256).path()).isEqualTo("tile/0/x001/x234/067");
        assertThat(new TileId(0, 1_234_067, 8).path()).isEqualTo("tile/0/x001/x234/067.p/8");
        assertThat(new TileId(63, 0, 255).path()).isEqualTo("tile/63/000.p/255");
        assertThat(new TileId(TileId.ENTRIES, 1_000, 256).path()).isEqualTo("tile/entries/x001/000");
    }

    @Test
    void readsEveryPathThatItWrites() {
        Seeded.check("tile paths", 2_000, random -> {
            long index = random.nextLong() >>> random.nextInt(1, 64);
            TileId id = new TileId(random.nextInt(-1, 64), index, random.nextInt(1, 257));
            assertThat(TileId.parse(id.path())).isEqualTo(id);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tile",
                "tile/0",
                "tile/0/",
                "tile/0/0",
                "tile/0/0000",
                "tile/00/000",
                "tile/64/000",
                "tile/-1/000",
                "tile/+1/000",
                "tile/entry/000",
                "tiles/0/000",
                "/tile/0/000",
                "tile/0/000/",
                "tile/0/x000/000",
                "tile/0/001/000",
                "tile/0/x001/x000",
                "tile/0/x1/000",
                "tile/0/000.p",
                "tile/0/000.p/",
                "tile/0/000.p/0",
                "tile/0/000.p/01",
                "tile/0/000.p/256",
                "tile/0/.p/1",
                "tile/0/x001/.p/1",
                "tile/0/٣٤٥",
                "tile/0/x999/x999/x999/x999/x999/x999/999",
                "tile/0/../000",
            })
    void refusesPathsThatItWouldNotWrite(String path) {
        assertThatThrownBy(() -> TileId.parse(path)).isInstanceOf(Malformed.class);
    }

    @Test
    void knowsWhichTilesATreeHas() {
        assertThat(TileId.of(0, 0, 0)).isEmpty();
        assertThat(TileId.of(0, 0, 1)).contains(new TileId(0, 0, 1));
        assertThat(TileId.of(0, 1, 256)).isEmpty();
        assertThat(TileId.of(1, 0, 256)).contains(new TileId(1, 0, 1));
        assertThat(TileId.of(0, Long.MAX_VALUE, 256)).isEmpty();
        assertThat(TileId.of(40, 0, Long.MAX_VALUE)).isEmpty();
        assertThat(TileId.all(0)).isEmpty();
        assertThat(TileId.all(257).map(TileId::path))
                .containsExactly(
                        "tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1");
    }
}
