package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MasterKeyTests {
    private static final String ALL_ZERO = "flk1:cb605c3a2c68ba3c:" + "A".repeat(43) + "=";

    @Test
    void showsItsIdOnlyWhichIsDerivedFromTheKeyForEver() {
        assertThat(MasterKey.parse(ALL_ZERO.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOfSatisfying(
                        MasterKey.Parsed.Good.class,
                        good -> assertThat(good.key()).hasToString("MasterKey[cb605c3a2c68ba3c]"));
    }
}
