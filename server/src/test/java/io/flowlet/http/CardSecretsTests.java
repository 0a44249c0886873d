package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.flowlet.ids.PublicId;
import io.flowlet.testing.Cases;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CardSecretsTests {
    private static final JsonMapper JSON = new JsonMapper();
    private static final CardNumberMembers FOR_NUMBERS = new CardNumberMembers(
            Set.of("value", "token"), Map.of("document", new CardNumberMembers(Set.of("number"), Map.of())));

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
                "magstripe",
                "cid",
                "cvd",
                "iCVV",
                "pvv",
                "card_verification_number",
                "cardVerificationData",
                "card-cid",
                "cvd_value",
                "cvc number",
                "credit_card_security_code",
                "ｃｖｖ"
            })
    void knowsTheNamesHoweverTheyAreSpelled(String name) {
        assertThat(CardSecrets.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spin",
                "pinned",
                "tracking_id",
                "trace_id",
                "value",
                "",
                "pins",
                "client_id",
                "acid",
                "code",
                "card",
                "verification_code"
            })
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
                "4111111111111111|2512201",
                "4111111111111111 2512201000001230",
                "4111 1111 1111 1111/2512201",
                "4111-1111-1111-1111:2512201",
                "%B4111111111111111&LOVELACE/ADA&25122011234567890?",
                "４１１１１１１１１１１１１１１１＝２５１２２０１",
            })
    void knowsWhatStandsOnAStripe(String text) {
        assertThat(CardSecrets.isSecret(text)).isTrue();
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
                "2026112200001|2512201",
                "invoice 1234567890128 2512201",
            })
    void leavesOtherTextAlone(String text) {
        assertThat(CardSecrets.isSecret(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cvv 123",
                "CVV:123",
                "cvc2: 1234",
                "the card's cvv2 is 987, thanks",
                "CVV code = 1 2 3",
                "{\"cvv\":\"123\"}",
                "<cvd>1234</cvd>",
                "card_cvn=123",
                "iCVV 999",
                "security code 123",
                "Card verification value: 123",
                "csc=123",
                "CSC: 1234",
                "PIN: 1234",
                "pin: 1234",
                "PIN: 1100 Wien",
                "cvd: 123",
                "CVN is 500",
                "pvv=1234",
                "CVD code 123",
                "CVN number: 123",
                "cc cvn 123",
                "cvc 1899",
                "cvc 2100",
                "cvv: 2024",
                "CVC=1999",
                "cvv2 is 2012",
                "{\"cvv\":\"2024\"}",
                "<cvc>2001</cvc>",
                "security code: 2031",
                "PIN: 1984",
                "csc=2020",
                "cvv2 201",
                "cvv2123",
                "cvv 123 / issued",
                "ＣＶＶ １２３",
                "cvv 123",
            })
    void knowsACodeByItsName(String text) {
        assertThat(CardSecrets.isSecret(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cvv",
                "please send the cvv to nobody",
                "security code 123456",
                "security code 123 456",
                "verification code 1234",
                "pin 1234 on the map",
                "PIN: 560001",
                "Spende PVV 2024",
                "CVC 2024 annual fee",
                "CVC2024",
                "Rechnung CVC/2024/001",
                "CVC 417/2",
                "cvc 1900",
                "cvc 2099",
                "cvv (2024)",
                "CVC - 2024",
                "PIN: 2026-11-22",
                "cvc: 2024/17",
                "CVD 2024/17",
                "CVD 417",
                "CVN 500",
                "CVN issue 500",
                "CVN Nr. 500",
                "Pin code: 5600 Mumbai",
                "security number: 2201 A",
                "client cid 4711",
                "invoice 1234",
                "cvv of 2026-11-22",
                "5 VCR 1200",
            })
    void takesNothingElseForACode(String text) {
        assertThat(CardSecrets.isSecret(text)).isFalse();
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
                "Visa4111111111111111",
                "card4111111111111111",
                "4111111111111111D",
                "0b1d4111111111111111e",
                "0b1d4111111111111111e1b2c3d4e5f",
                "411111 1111111111",
                "41111111 11111111",
                "pay 41111111 11111111 12/25",
                "4111,1111,1111,1111",
                "4111:1111:1111:1111",
                "4111*1111*1111*1111",
                "4111 | 1111 | 1111 | 1111",
                "41 11 11 11 11 11 11 11, 3 pieces",
                "pay 4111 1111 1111 1111 12/25",
                "4111.1111.1111.1111",
                "4111 1111 1111 1111",
                "4111 1111‑1111–1111",
                "4111·1111·1111·1111",
                "4111​1111​1111​1111",
                "４１１１１１１１１１１１１１１１",
                "٤١١١١١١١١١١١١١١١",
                "41 11 11 11 11 11 11 11",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "4111 - 1111 - 1111 - 1111",
                "41111/11111/111111",
                "3782 822463 10005",
                "card:4111111111111111;",
                "+4111111111111111",
                "Müller 4111111111111111",
                "DE89 3704 0044 0532 0130 00 and 4111 1111 1111 1111",
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
                "0b1d4111111111111111e1b2c3d4e5f6a7b8",
                "0x0b1d4111111111111111e1b2c3d4e5f6a7b8",
                "4222222222222",
                "4006381333931",
                "41111111 11111111 20261122",
                "01932b5e-4111-4111-8111-111111111111",
                "order-4711",
                "",
                "DE89 3704 0044 0532 0130 00",
                "4111 1111 1111 1112",
                "12.50",
                "+49 1512 3456786",
                "+49 (0)30 901820 4711",
                "2026-11-22T10:00:00.123456Z",
                "0b1d41111111111111112",
                "4711-2026-11-22-0815",
                "5 4 3 5 4 1 2 3 5 5 4 4 1 2 3 4 5 1 2 3",
                "invoice 41111111 of 11111111",
                "Ελληνική Δημοκρατία ４７１１",
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

    /** Every scheme's numbers, spelled as people and machines do; and how many other numbers are refused for their looks. */
    @Test
    void findsEveryCardAndMeasuresHowManyReferencesLookLikeOne() {
        List<String> heads =
                List.of("4", "51", "55", "2221", "2720", "34", "37", "36", "300", "6011", "644", "65", "62", "3528");
        Cases.check("every card is found", 5_000, random -> {
            String head = heads.get(random.nextInt(heads.size()));
            int length = head.startsWith("34") || head.startsWith("37")
                    ? 15
                    : head.startsWith("3") && head.length() < 4 ? 14 : 16;
            String number = withCheckDigit(head, length, random);
            String spelled = switch (random.nextInt(4)) {
                case 0 -> number;
                case 1 -> number.replaceAll("(.{4})(?!$)", "$1 ");
                case 2 -> "paid with " + number + ", thanks";
                default -> number.replaceAll("(.{4})(?!$)", "$1-");
            };
            // a number of 14 or 15 digits is not printed in fours with a rest of two or three
            String text = length == 16 ? spelled : "card " + number;
            assertThat(CardSecrets.holdsCardNumber(text)).as(text).isTrue();
        });
        Random random = new Random(7);
        int digits16 = refused(random, 16, "");
        int digits12 = refused(random, 12, "");
        int structured = 0;
        for (int i = 0; i < 20_000; i++) {
            String reference = "%016d".formatted(random.nextLong(10_000_000_000_000_000L));
            structured += CardSecrets.holdsCardNumber("invoice " + creditorReference(reference)) ? 1 : 0;
        }
        System.out.printf(
                "of 100,000 numbers of 16 digits %d are refused, of 12 digits %d; of 20,000 creditor references with 16 digits %d%n",
                digits16, digits12, structured);
        assertThat(digits16).isBetween(2_000, 2_700);
        assertThat(digits12).isZero();
        assertThat(structured).as("ISO 11649").isZero();
    }

    private static int refused(Random random, int length, String before) {
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder number = new StringBuilder(before);
            random.ints(length, 0, 10).forEach(number::append);
            refused += CardSecrets.holdsCardNumber("invoice " + number) ? 1 : 0;
        }
        return refused;
    }

    private static String withCheckDigit(String head, int length, RandomGenerator random) {
        StringBuilder number = new StringBuilder(head);
        while (number.length() < length - 1) {
            number.append(random.nextInt(10));
        }
        return IntStream.range(0, 10)
                .mapToObj(last -> number.toString() + last)
                .filter(CheckDigits::isLuhn)
                .findFirst()
                .orElseThrow();
    }

    /** RF, two check digits, the reference. */
    private static String creditorReference(String reference) {
        return IntStream.range(2, 99)
                .mapToObj(digits -> "RF%02d%s".formatted(digits, reference))
                .filter(CheckDigits::isIban)
                .findFirst()
                .orElseThrow();
    }

    /** Printed in groups of four, an IBAN holds what begins and ends as a card's number one time in some ten. */
    @Test
    void takesNoIbanForACardNumber() {
        Cases.check("IBANs are no card numbers", 20_000, random -> {
            String country = List.of("FI", "PL", "ES", "DE", "AT", "NO").get(random.nextInt(6));
            String account = Long.toString(random.nextLong(1_000_000_000_000_000L, 10_000_000_000_000_000L))
                    + "4".repeat(random.nextInt(9));
            String iban = IntStream.range(2, 99)
                    .mapToObj(digits -> country + "%02d".formatted(digits) + account)
                    .filter(CheckDigits::isIban)
                    .findFirst()
                    .orElseThrow();
            assertThat(CardSecrets.holdsCardNumber(iban)).as(iban).isFalse();
            String printed = "to " + iban.replaceAll("(.{4})(?!$)", "$1 ") + " please";
            assertThat(CardSecrets.holdsCardNumber(printed)).as(printed).isFalse();
        });
    }

    /** Ids of ours hold a time and chance; one in a million that looks like a card would be a payment that cannot be made. */
    @Test
    void takesNoIdForACardNumber() {
        Cases.check("ids are no card numbers", 50_000, random -> {
            String id = PublicId.format("pay", new UUID(random.nextLong(), random.nextLong()));
            assertThat(CardSecrets.holdsCardNumber(id)).as(id).isFalse();
            byte[] bytes = new byte[48];
            random.nextBytes(bytes);
            String encoded = Base64.getEncoder().encodeToString(bytes);
            assertThat(CardSecrets.holdsCardNumber(encoded)).as(encoded).isFalse();
            assertThat(CardSecrets.isSecret(encoded)).as(encoded).isFalse();
        });
        assertThat(CardSecrets.holdsCardNumber("pay_4111111111111111-rest")).isTrue();
        assertThat(CardSecrets.holdsCardNumber("pay_4111111111111111zzzzzzzzzz"))
                .isFalse();
        assertThat(CardSecrets.holdsCardNumber("41111111-1111-1111-a111-111111111111"))
                .isFalse();
    }

    @Test
    void readsWhichMembersMayHoldANumber() {
        assertThat(CardNumberMembers.of(Outer.class))
                .isEqualTo(new CardNumberMembers(
                        Set.of("own_number"), Map.of("inner", new CardNumberMembers(Set.of("number"), Map.of()))));
        assertThat(CardNumberMembers.of(String.class)).isEqualTo(CardNumberMembers.NONE);
    }

    private record Outer(
            @ForCardNumbers String ownNumber,
            String other,
            Inner inner,
            List<Inner> inners,
            @Nullable Outer outer) {}

    private record Inner(@ForCardNumbers String number, String type) {}

    /** What takes a moment a piece takes minutes of a server's time in a body of the length that is taken. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AA00 ",
                "DE89 A ",
                "1 ",
                "1,",
                "4111 ",
                "4111",
                "41111111 ",
                "cvv ",
                " code",
                "a1",
                "a41111111111111112",
                "B4",
                "4=",
                "^"
            })
    void readsAHostileTextInNoTime(String piece) {
        String text = "cvv " + piece.repeat(65_536 / piece.length());
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            assertThat(CardSecrets.isSecret(text)).isFalse();
            assertThat(CardSecrets.holdsCardNumber(text)).isFalse();
            assertThat(CardSecrets.isSecret(text + " or cvv 123")).isTrue();
            assertThat(CardSecrets.holdsCardNumber(text + " or 4111111111111111"))
                    .isTrue();
            assertThat(CardSecrets.holdsCardNumber("4111111111111111 or " + text))
                    .isTrue();
        });
    }

    @Test
    void noteWhereTheyStandAndNeverWhatTheyAre() {
        FieldFaults faults = new FieldFaults();
        CardSecrets.note(JSON.readTree("""
                {"card":{"number":"4111111111111111","cvv":"987"},"notes":["fine",";4111111111111111=25122011234567890?"],
                 "value":"4111111111111111","token":{"value":"4111111111111111"},"map":{"4111111111111111":1},
                 "document":{"number":"4111111111111111","type":"4111111111111111"},"list":[{"number":"4111111111111111"}]}
                """), FOR_NUMBERS, faults);
        Refusal refusal = faults.as(ProblemCode.BODY_INVALID);
        assertThat(refusal.faults().stream().map(FieldFault::pointer))
                .containsExactly(
                        "/card/number",
                        "/card/cvv",
                        "/notes/1",
                        "/token/value",
                        "/map",
                        "/document/type",
                        "/list/0/number");
        assertThat(refusal.faults().stream().flatMap(fault -> Stream.of(fault.code(), fault.detail())))
                .noneMatch(text -> text.contains("987") || text.contains("4111"));
    }
}
