package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Cases;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IndexInputTests {
    private static final LocalDate BIRTH = LocalDate.of(1985, 12, 10);

    /** Letters that fold, decompose or vanish: sharp s, dotted I, ligature, wide letter, final sigma, Kelvin, accents. */
    private static final List<String> LETTERS = List.of(
            "a", "B", "ß", "İ", "ı", "ﬁ", "Ａ", "Σ", "ς", "\u212a", "é", "e\u0301", "ñ", "Ж", "\u00ad", "\u200b", "Ǆ",
            "名", "Ł");

    @Test
    void takesSpellingsOfOneAddressTogetherAndKeepsOthersApart() {
        for (String same :
                List.of("Ada@Example.org", " ada@example.org ", "ＡＤＡ@example.org", "a\u00adda@example.org")) {
            assertThat(email(same)).as(same).isEqualTo("ada@example.org");
        }
        assertThat(email("a.da@example.org")).isNotEqualTo("ada@example.org");
        assertThat(email("ada+x@example.org")).isNotEqualTo("ada@example.org");
        for (String none : List.of("", "ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@b@c.org")) {
            assertThat(IndexInput.email(none)).as(none).isEmpty();
        }
        assertThat(IndexInput.email("a@" + "b".repeat(250) + ".org")).isEmpty();
    }

    @Test
    void takesSpellingsOfOneTelephoneNumberTogetherAndRefusesWhatIsNotInternational() {
        for (String same : List.of(
                "+442079460018", "+44 20 7946 0018", "+44 (20) 7946-0018", "＋44 20.7946.0018", "+٤٤٢٠٧٩٤٦٠٠١٨")) {
            assertThat(IndexInput.phone(same).orElseThrow().normalised())
                    .as(same)
                    .isEqualTo("+442079460018");
        }
        for (String none : List.of(
                "",
                "+",
                "020 7946 0018",
                "0044 20 7946 0018",
                "+44 (0)20 7946 0018",
                "+44 ( 0 ) 20 7946 0018",
                "+0123456789",
                "+123456",
                "+1234567890123456",
                "+44 20 7946 CALL",
                "++442079460018")) {
            assertThat(IndexInput.phone(none)).as(none).isEmpty();
        }
    }

    @Test
    void takesSpellingsOfOneDocumentNumberTogether() {
        for (String same : List.of("C01X00T47", "c01x 00t47", "C01-X00.T47", "Ｃ01X00T47<<")) {
            assertThat(IndexInput.documentNumber(same).orElseThrow().normalised())
                    .as(same)
                    .isEqualTo("c01x00t47");
        }
        for (String none : List.of("", "123", "1234_5", "#12345", "1".repeat(41))) {
            assertThat(IndexInput.documentNumber(none)).as(none).isEmpty();
        }
    }

    @Test
    void takesSpellingsOfOneNameTogetherAndTellsPersonsApart() {
        String ada = name("Ada", "Lovelace");
        assertThat(name(" ADA ", "love\u00adlace")).isEqualTo(ada);
        assertThat(name("Ada", "Love lace")).isNotEqualTo(ada);
        assertThat(name("Ada  King", "Noel")).isEqualTo(name("ada king", "NOEL"));
        assertThat(name("Ada", "King Noel")).isNotEqualTo(name("Ada King", "Noel"));
        assertThat(name("Zoe\u0308", "Straße"))
                .isEqualTo(name("Zoë", "STRASSE"))
                .isNotEqualTo(name("Zoe", "Strasse"));
        assertThat(IndexInput.nameAndBirthDate("Ada", "Lovelace", BIRTH.plusDays(1))
                        .orElseThrow()
                        .normalised())
                .isNotEqualTo(ada);
        assertThat(IndexInput.nameAndBirthDate(" ", "Lovelace", BIRTH)).isEmpty();
        assertThat(IndexInput.nameAndBirthDate("Ada", "\u200b", BIRTH)).isEmpty();
        assertThat(IndexInput.nameAndBirthDate("a".repeat(201), "b", BIRTH)).isEmpty();
    }

    @Test
    void changesNothingTheSecondTimeAndMindsNeitherCaseNorUnicodeForm() {
        Cases.check("normalisers of blind indexes", random -> {
            String local = word(random);
            String address = local + "@" + word(random) + "x.org";
            IndexInput.email(address).ifPresent(once -> {
                assertThat(email(once.normalised())).isEqualTo(once.normalised());
                assertThat(email(Normalizer.normalize(address, Normalizer.Form.NFD)))
                        .isEqualTo(once.normalised());
                assertThat(email(Normalizer.normalize(address, Normalizer.Form.NFKC)))
                        .isEqualTo(once.normalised());
                assertThat(email("  " + address + "\t")).isEqualTo(once.normalised());
            });
            String document = (word(random) + random.nextInt(1_000, 1_000_000)).replace("\u0301", "");
            IndexInput.documentNumber(document).map(IndexInput::normalised).ifPresent(once -> {
                assertThat(IndexInput.documentNumber(once).orElseThrow().normalised())
                        .isEqualTo(once);
                assertThat(IndexInput.documentNumber(String.join(" ", document.split("(?=\\d)")))
                                .orElseThrow()
                                .normalised())
                        .isEqualTo(once);
            });
            long number = random.nextLong(1_000_000L, 999_999_999_999_999L);
            String spaced = "+" + String.join(" ", Long.toString(number).split("(?<=\\G..)"));
            assertThat(IndexInput.phone(spaced).orElseThrow().normalised()).isEqualTo("+" + number);
            String plain = "abcxyz".substring(random.nextInt(5));
            assertThat(name(plain.toUpperCase(Locale.ROOT), " " + plain + "  ")).isEqualTo(name(plain, plain));
        });
    }

    @Test
    void showsItsFieldOnly() {
        assertThat(IndexInput.email("ada@example.org").orElseThrow()).hasToString("IndexInput[email]");
    }

    private static String email(String text) {
        return IndexInput.email(text)
                .orElseThrow(() -> new AssertionError("no address"))
                .normalised();
    }

    private static String name(String given, String family) {
        Optional<IndexInput> input = IndexInput.nameAndBirthDate(given, family, BIRTH);
        return input.orElseThrow().normalised();
    }

    private static String word(RandomGenerator random) {
        return IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(i -> LETTERS.get(random.nextInt(LETTERS.size())))
                .collect(Collectors.joining());
    }
}
