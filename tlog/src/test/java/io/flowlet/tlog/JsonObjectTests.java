package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class JsonObjectTests {
    private static final String TEXT =
            "{\"list\":[\"a\",\"b\"],\"mixed\":[\"a\",1],\"n\":7,\"none\":null,\"o\":{\"x\":\"y\"},\"minus\":-1}";

    private final JsonObject json;

    JsonObjectTests() throws Malformed {
        json = JsonObject.parse(TEXT);
    }

    @Test
    void givesMembersOfTheTypeThatIsAskedFor() throws Exception {
        assertThat(json.count("n")).isEqualTo(7);
        assertThat(json.texts("list")).containsExactly("a", "b");
        assertThat(json.optionalObject("o").orElseThrow().text("x")).isEqualTo("y");
        assertThat(json.optionalObject("p")).isEmpty();
        assertThat(json.optionalText("p")).isEmpty();
    }

    @Test
    void refusesMembersThatAreMissingOrOfAnotherType() {
        assertThatThrownBy(() -> json.text("p")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.text("n")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.optionalText("none")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.count("p")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.count("minus")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.texts("mixed")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.texts("o")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> json.optionalObject("list")).isInstanceOf(Malformed.class);
    }

    @Test
    void refusesMembersThatNobodyKnows() throws Exception {
        json.allowOnly(Set.of("list", "mixed", "n", "none", "o", "minus"));
        assertThatThrownBy(() -> json.allowOnly(Set.of("list", "mixed", "n", "none", "o")))
                .isInstanceOf(Malformed.class);
    }
}
