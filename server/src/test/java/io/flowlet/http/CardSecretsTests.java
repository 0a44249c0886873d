package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;

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
                "",
            })
    void leavesOtherTextAlone(String text) {
        assertThat(CardSecrets.isTrackData(text)).isFalse();
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
