package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Cases;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CardSecretsTests {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cvv",
                "CVV",
                "cvc2",
                "card_verification_value",
                "cardPin",
                "pin-block",
                "track_2_data",
                "cvv_code",
                "cvv.code",
                "card_cvv",
                "cvn",
                "card.cvc2",
                "track1.d",
                "track2d",
                "Track1",
                "magstripe"
            })
    void knowsTheNamesHoweverTheyAreSpelled(String name) {
        assertThat(CardSecrets.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"spin", "pinned", "tracking_id", "trace_id", "value", "", "pins"})
    void leavesOtherNamesAlone(String name) {
        assertThat(CardSecrets.isName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%B4111111111111111^LOVELACE/ADA^25122011234567890?",
                "B4111111111111111^LOVELACE/ADA^2512201",
                ";4111111111111111=25122011234567890?",
                "4111111111111111=2512201",
                "4111 1111 1111 1111 = 2512 201 000",
                "4111111111111111D2512201000001230F",
                "4111111111111111d2512201000001230f",
                "please charge ;4111111111111111=25122011234567890? today",
            })
    void knowsWhatStandsOnAStripe(String text) {
        assertThat(CardSecrets.isTrackData(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111 1111 1111 1111 12/25",
                "DE89370400440532013000",
                "tok_01kanr2c5ze8x9c4m5p6q7r8st",
                "a sum = 12 and a long text without any stripe in it",
                "2026-11-22T10:00:00.123456Z 2026-11-22T10:00:00.123456Z",
                "4bf92f3577b34da6a3ce929d0e0e47364bf92f3577b34da6a3ce929d0e0e4736",
                "4111111111111112d2512201000001230f",
                "4111111111111111d2513201000001230f",
                "",
            })
    void leavesOtherTextAlone(String text) {
        assertThat(CardSecrets.isTrackData(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "4111-1111-1111-1111",
                "order-4111111111111111",
                "order_4111111111111111/0",
                "3782-822463-10005",
                "378282246310005",
                "5555555555554444",
                "2223003122003222",
                "6011111111111117",
                "30569309025904",
                "4222222222222",
            })
    void knowsACardNumber(String text) {
        assertThat(CardSecrets.holdsCardNumber(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111112",
                "41111111111111111",
                "1732272000123456",
                "8111111111111111",
                "0b1d4111111111111111e",
                "01932b5e-4111-4111-8111-111111111111",
                "order-4711",
                ""
            })
    void takesNothingElseForACardNumber(String text) {
        assertThat(CardSecrets.holdsCardNumber(text)).isFalse();
    }

    /** Or one key in some thousand would be refused for no reason. */
    @Test
    void takesNoKeyThatClientsDrawForACardNumber() {
        Cases.check("keys are no card numbers", 20_000, random -> {
            String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
            assertThat(CardSecrets.holdsCardNumber(uuid)).as(uuid).isFalse();
            String hex = uuid.replace("-", "");
            assertThat(CardSecrets.holdsCardNumber(hex)).as(hex).isFalse();
            String time = Long.toString(1_600_000_000_000_000L + random.nextLong(400_000_000_000_000L));
            assertThat(CardSecrets.holdsCardNumber(time)).as(time).isFalse();
        });
    }

    @Test
    void noteWhereTheyStandAndNeverWhatTheyAre() {
        FieldFaults faults = new FieldFaults();
        CardSecrets.note(JSON.readTree("""
                {"card":{"number":"4111111111111111","cvv":"987"},"notes":["fine",";4111111111111111=25122011234567890?"]}
                """), faults);
        Refusal refusal = faults.as(ProblemCode.BODY_INVALID);
        assertThat(refusal.faults().stream().map(FieldFault::pointer)).containsExactly("/card/cvv", "/notes/1");
        assertThat(refusal.faults().stream().flatMap(fault -> Stream.of(fault.code(), fault.detail())))
                .noneMatch(text -> text.contains("987") || text.contains("4111"));
    }
}
