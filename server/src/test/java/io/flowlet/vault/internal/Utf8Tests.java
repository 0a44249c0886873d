package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.testing.Cases;
import java.util.List;
import org.junit.jupiter.api.Test;

class Utf8Tests {
    @Test
    void givesEveryTextBack() {
        Cases.check("UTF-8 round trip", random -> {
            String text = random.ints(random.nextInt(40), 0, 0x110000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(Utf8.decode(Utf8.encode(text))).isEqualTo(text);
        });
    }

    @Test
    void refusesHalfASurrogatePairInsteadOfWritingAQuestionMark() {
        for (String half : List.of("Ma\uD83Dx", "\uDE00", "\uD800", "\uDFFF", "\uDE00\uD83D")) {
            assertThatThrownBy(() -> Utf8.encode(half)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Utf8.encode("\uD7FF\uE000\uD83D\uDE00")).hasSize(10);
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatThrownBy(() -> Utf8.decode(new byte[] {(byte) 0xC0, 0x41}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
