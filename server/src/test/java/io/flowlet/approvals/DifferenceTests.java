package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferenceTests {
    @Test
    void namesEveryPlaceOnceWithWhatWasAndWhatIs() {
        assertThat(between("""
                {"age":18,"gone":"x","steps":["a","b","c"],"months":{"low":36,"high":12}}
                """, """
                {"age":21,"come":null,"steps":["a","z"],"months":{"low":36,"high":24}}
                """))
                .containsExactly(
                        new Difference("/age", "18", "21"),
                        new Difference("/come", null, "null"),
                        new Difference("/gone", "\"x\"", null),
                        new Difference("/months/high", "12", "24"),
                        new Difference("/steps/1", "\"b\"", "\"z\""),
                        new Difference("/steps/2", "\"c\"", null));
    }

    @Test
    void aListThatGrewHasNewPlaces() {
        assertThat(between("{\"a\":[]}", "{\"a\":[1,{\"b\":2}]}"))
                .containsExactly(new Difference("/a/0", null, "1"), new Difference("/a/1", null, "{\"b\":2}"));
    }

    @Test
    void anotherTypeIsAnotherValue() {
        assertThat(between("{\"a\":1,\"b\":[1],\"c\":null}", "{\"a\":\"1\",\"b\":{\"0\":1},\"c\":false}"))
                .extracting(Difference::pointer)
                .containsExactly("/a", "/b", "/c");
    }

    @Test
    void equalNumbersOfTwoClassesAreEqual() {
        assertThat(Difference.between(Map.of("a", 1), Map.of("a", 1L))).isEmpty();
    }

    @Test
    void namesAreEscapedAsPointersDemand() {
        assertThat(between("{}", "{\"a/b~c\":1}")).containsExactly(new Difference("/a~1b~0c", null, "1"));
    }

    @Test
    void theSameIsNoDifference() {
        String same = "{\"a\":[1,2,{\"b\":null}],\"c\":{}}";
        assertThat(between(same, same)).isEmpty();
    }

    private static List<Difference> between(String before, String after) {
        return Difference.between(parse(before), parse(after));
    }

    private static Map<String, @Nullable Object> parse(String json) {
        try {
            return CanonicalJson.parseObject(json);
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
