package io.flowlet.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowlet.testing.Cases;
import java.math.BigInteger;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicIdTests {
    /** The sample of RFC 9562, A.6, and its spelling worked out with arbitrary precision arithmetic. */
    private static final UUID UUID7 = UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");

    private static final String ID = "pay_01fwhe4ydgfk1shh6w1g60eecf";

    @Test
    void writesAndReadsTheSampleOfTheRfc() {
        assertThat(PublicId.format("pay", UUID7)).isEqualTo(ID).hasSize(PublicId.LENGTH);
        assertThat(PublicId.parse("pay", ID)).contains(UUID7);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000-0000-0000-0000-000000000000, 00000000000000000000000000",
        "00000000-0000-0000-0000-00000000001f, 0000000000000000000000000z",
        "00000000-0000-0000-0000-000000000020, 00000000000000000000000010",
        "00000000-0000-0001-0000-000000000000, 0000000000000g000000000000",
        "80000000-0000-0000-0000-000000000000, 40000000000000000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff, 7zzzzzzzzzzzzzzzzzzzzzzzzz",
    })
    void writesAll128Bits(UUID uuid, String text) {
        assertThat(PublicId.format("evt", uuid)).isEqualTo("evt_" + text);
        assertThat(PublicId.parse("evt", "evt_" + text)).contains(uuid);
    }

    @Test
    void readsWhatItWroteForEveryUuid() {
        Cases.check("id round trip", random -> {
            UUID uuid = uuid(random);

            assertThat(PublicId.parse("txn", PublicId.format("txn", uuid))).contains(uuid);
        });
    }

    @Test
    void sortsAsTheBitsDo() {
        Cases.check("id order", random -> {
            UUID left = uuid(random);
            UUID right = uuid(random);

            assertThat(Integer.signum(PublicId.format("acc", left).compareTo(PublicId.format("acc", right))))
                    .isEqualTo(unsigned(left).compareTo(unsigned(right)));
        });
    }

    @Test
    void oneIdHasOneSpelling() {
        Cases.check("id spelling", 20_000, random -> {
            String id = PublicId.format("wal", uuid(random));
            StringBuilder changed = new StringBuilder(id);
            changed.setCharAt(random.nextInt(id.length()), (char) random.nextInt(256));

            // whatever is read must be written exactly as it was read
            PublicId.parse("wal", changed.toString())
                    .ifPresent(uuid -> assertThat(PublicId.format("wal", uuid)).isEqualTo(changed.toString()));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pay",
                "pay_",
                "01fwhe4ydgfk1shh6w1g60eecf",
                "pay01fwhe4ydgfk1shh6w1g60eecff",
                "pay-01fwhe4ydgfk1shh6w1g60eecf",
                "pay_01fwhe4ydgfk1shh6w1g60eec",
                "pay_01fwhe4ydgfk1shh6w1g60eecff",
                " pay_01fwhe4ydgfk1shh6w1g60eecf",
                "pay_01fwhe4ydgfk1shh6w1g60eecf ",
                "pay_01fwhe4ydgfk1shh6w1g60eec\n",
                "PAY_01fwhe4ydgfk1shh6w1g60eecf",
                "pay_01FWHE4YDGFK1SHH6W1G60EECF",
                "pay_01fwhe4ydgfk1shh6w1g60eecF",
                "wal_01fwhe4ydgfk1shh6w1g60eecf",
                "pay_81fwhe4ydgfk1shh6w1g60eecf",
                "pay_z1fwhe4ydgfk1shh6w1g60eecf",
                "pay_o1fwhe4ydgfk1shh6w1g60eecf",
                "pay_0ifwhe4ydgfk1shh6w1g60eecf",
                "pay_0lfwhe4ydgfk1shh6w1g60eecf",
                "pay_0ofwhe4ydgfk1shh6w1g60eecf",
                "pay_0ufwhe4ydgfk1shh6w1g60eecf",
                "pay_01fwhe4ydg-k1shh6w1g60eecf",
                "pay_01fwhe4ydgfk1shh6w1g60eec\u0000",
                "pay_01fwhe4ydgfk1shh6w1g60eec\u007f",
                "pay_01fwhe4ydgfk1shh6w1g60eec\u0080",
                "pay_01fwhe4ydgfk1shh6w1g60eecƒ",
                "pay_01fwhe4ydgfk1shh6w1g60eec１",
                "pay_١1fwhe4ydgfk1shh6w1g60eecf",
                "pay_/1fwhe4ydgfk1shh6w1g60eecf",
                "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            })
    void refusesTextThatIsNoIdOfThePrefix(String text) {
        assertThat(PublicId.parse("pay", text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pa", "paym", "PAY", "pa1", "pa_", "pay\n", "пay"})
    void throwsForPrefixOfAnotherShape(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> PublicId.format(prefix, UUID7));
        assertThatIllegalArgumentException().isThrownBy(() -> PublicId.parse(prefix, ID));
    }

    private static UUID uuid(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private static BigInteger unsigned(UUID uuid) {
        return new BigInteger(uuid.toString().replace("-", ""), 16);
    }
}
