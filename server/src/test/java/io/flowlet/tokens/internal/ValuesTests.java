package io.flowlet.tokens.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.CheckDigits;
import io.flowlet.testing.Cases;
import io.flowlet.tokens.TokenType;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTests {
    @ParameterizedTest
    @CsvSource({
        "CARD_NUMBER, 4111 1111-1111 1111, 4111111111111111",
        "CARD_NUMBER, 378282246310005, 378282246310005",
        "ACCOUNT_NUMBER, de89 3704 0044 0532 0130 00, DE89370400440532013000",
        "ACCOUNT_NUMBER, GB82WEST12345698765432, GB82WEST12345698765432",
        "DOCUMENT_NUMBER, c01-x00.t47, C01X00T47",
    })
    void takesTheSpellingsOfOneValueTogether(TokenType type, String text, String value) {
        assertThat(Values.normalise(type, text)).hasValue(value);
        assertThat(Values.normalise(type, value)).hasValue(value);
    }

    @ParameterizedTest
    @CsvSource({
        "CARD_NUMBER, 4111111111111112",
        "CARD_NUMBER, 41111111111",
        "CARD_NUMBER, 41111111111111111111",
        "CARD_NUMBER, 0411111111111116",
        "CARD_NUMBER, 4111x11111111111",
        "CARD_NUMBER, ٤111111111111111",
        "ACCOUNT_NUMBER, DE88370400440532013000",
        "ACCOUNT_NUMBER, DE89",
        "ACCOUNT_NUMBER, 1289370400440532013000",
        "DOCUMENT_NUMBER, 123",
        "DOCUMENT_NUMBER, C01_X00",
        "DOCUMENT_NUMBER, Ж1234567",
    })
    void refusesWhatIsNoValueOfItsType(TokenType type, String text) {
        assertThat(Values.normalise(type, text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CARD_NUMBER, 4111111111111111, ************1111",
        "CARD_NUMBER, 378282246310005, ***********0005",
        "CARD_NUMBER, 676770000005, ********0005",
        "ACCOUNT_NUMBER, DE89370400440532013000, DE****************3000",
        "DOCUMENT_NUMBER, C01X00T47, *******47",
        "DOCUMENT_NUMBER, C01X0, *****",
    })
    void showsTheEndsAtMost(TokenType type, String value, String masked) {
        assertThat(Values.masked(type, value)).isEqualTo(masked);
    }

    @Test
    void findsEveryWrongDigitOfACardNumber() {
        Cases.check("Luhn", random -> {
            String body = random.ints(11 + random.nextInt(8), 0, 10)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining());
            long right = java.util.stream.IntStream.range(0, 10)
                    .filter(digit -> CheckDigits.isLuhn(body + digit))
                    .count();
            assertThat(right).isOne();
        });
    }
}
