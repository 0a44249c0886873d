package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTests {
    private static final UUID ROW = new UUID(1, 2);

    @Test
    void takesNamesAsPostgresqlSpellsThem() {
        assertThat(new Place("http.idempotency", "answer", ROW).table()).isEqualTo("http.idempotency");
        assertThat(new Place("_a.z_09", "_b9", ROW).column()).isEqualTo("_b9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "payment",
                "a.",
                ".b",
                "a.b.c",
                "A.b",
                "a.B",
                "a b.c",
                "1a.b",
                "a.1b",
                "a.b\u0000",
                "\u00e4.b",
                "a.b{",
                "a`.b"
            })
    void refusesATableWithoutItsSchema(String table) {
        assertThatThrownBy(() -> new Place(table, "column", ROW)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9a", "a.b", "Name", "a-b", "a:b", "a/b"})
    void refusesAColumnThatIsNoName(String column) {
        assertThatThrownBy(() -> new Place("a.b", column, ROW)).isInstanceOf(IllegalArgumentException.class);
    }
}
