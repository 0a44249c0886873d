package io.flowlet.screening.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Cases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NameTokensTests {
    private static final List<String> PIECES = List.of(
            "Łukasz",
            "Ørsted",
            "Straße",
            "İbrahim",
            "Müller",
            "O'Brien",
            "al-Rahman",
            "Дмитрий",
            "Щербаков",
            "محمد",
            "العلي",
            "金正恩",
            "김",
            "דוד",
            "Νίκος",
            "ﬁona",
            "Ａｄａ",
            "X",
            "de",
            "bin",
            "Dr",
            "Jr.",
            "Anne-Marie",
            "D’Arcy",
            "ʿAbd",
            "7",
            "½",
            "👤",
            "ß",
            "ǅ");

    @Test
    void areTheSameForOneNameInManySpellings() {
        assertThat(NameTokens.of("DRAKKEMAN, Viktor")).containsExactly("drakkeman", "viktor");
        assertThat(NameTokens.of("Müller-Lüdenscheidt")).containsExactly("muller", "ludenscheidt");
        assertThat(NameTokens.of("O’Brien Seán")).isEqualTo(NameTokens.of("O'BRIEN, Sean"));
        assertThat(NameTokens.of("ﬁona Ａｄａ")).containsExactly("fiona", "ada");
        assertThat(NameTokens.of("Путин Владимир")).containsExactly("putin", "vladimir");
        assertThat(NameTokens.of("Νίκος Παπάς")).containsExactly("nikos", "papas");
        assertThat(NameTokens.variants("Anne-Marie Dupont"))
                .containsExactly(List.of("anne", "marie", "dupont"), List.of("annemarie", "dupont"));
        assertThat(NameTokens.variants("O'Neil Tip"))
                .containsExactly(List.of("oneil", "tip"), List.of("o", "neil", "tip"));
        assertThat(NameTokens.variants("Os.win Tal/verrin"))
                .containsExactly(List.of("os", "win", "tal", "verrin"), List.of("oswin", "talverrin"));
        assertThat(NameTokens.of("Os\u3164win Tal\uFFA0verrin")).containsExactly("oswin", "talverrin");
    }

    @Test
    void areAlsoReadAsTheyLook() {
        assertThat(NameTokens.variants("\u041Eswin \u0422alv\u0435rrin")).contains(List.of("oswin", "talverrin"));
        assertThat(NameTokens.variants("\u0420eter \u0421harms")).contains(List.of("peter", "charms"));
        assertThat(NameTokens.variants("\u03A1eter \u03A7u")).contains(List.of("peter", "xu"));
        assertThat(NameTokens.variants("0swin Ta1verrin")).contains(List.of("oswin", "talverrin"));
        assertThat(NameTokens.variants("\u0420\u043E\u043C\u0430\u043D")).containsExactly(List.of("roman"));
        assertThat(NameTokens.variants("Agent 007")).containsExactly(List.of("agent", "007"));
    }

    @Test
    void leaveTitlesAndParticlesOutWhereTwoPartsRemain() {
        assertThat(NameTokens.of("Dr. Ahmad bin Hasan al-Tikriti Jr.")).containsExactly("ahmad", "hasan", "tikriti");
        assertThat(NameTokens.of("Al Ali")).containsExactly("al", "ali");
        assertThat(NameTokens.of("General Zeffir")).containsExactly("general", "zeffir");
        assertThat(NameTokens.of(" -- ' ")).isEmpty();
        assertThat(NameTokens.variants("👤")).isEmpty();
    }

    @Test
    void areTheSameWhenTheyAreReadAgain() {
        Cases.check("names read again", random -> {
            List<String> once = NameTokens.of(name(random));
            assertThat(NameTokens.of(String.join(" ", once))).isEqualTo(once);
        });
    }

    @Test
    void doNotDependOnOrderOrCase() {
        Cases.check("order of names", random -> {
            List<String> pieces = pieces(random);
            List<String> shuffled = new ArrayList<>(pieces);
            Collections.shuffle(shuffled, new Random(random.nextLong()));
            assertThat(NameTokens.of(String.join(" ", shuffled)))
                    .containsExactlyInAnyOrderElementsOf(NameTokens.of(String.join(" ", pieces)));
        });
    }

    @Test
    void holdOneTypingErrorInLongWordsOnly() {
        assertThat(Typos.isOne("drakeman", "drakkeman")).isTrue();
        assertThat(Typos.isOne("drakkeman", "drakkemam")).isTrue();
        assertThat(Typos.isOne("viktor", "vitkor")).isTrue();
        assertThat(Typos.isOne("viktor", "viktor")).isFalse();
        assertThat(Typos.isOne("viktor", "vitrok")).isFalse();
        assertThat(Typos.isOne("omar", "oman")).isFalse();
        Cases.check("one typing error", random -> {
            String word = word(random);
            String typed = oneError(word, random);
            assertThat(Typos.isOne(word, typed)).as("%s %s", word, typed).isEqualTo(!word.equals(typed));
            assertThat(Typos.isOne(typed, word)).isEqualTo(Typos.isOne(word, typed));
        });
    }

    private static String word(RandomGenerator random) {
        StringBuilder word = new StringBuilder();
        for (int length = 6 + random.nextInt(6); length > 0; length--) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private static String oneError(String word, RandomGenerator random) {
        int at = random.nextInt(word.length() - 1);
        char other = (char) ('a' + random.nextInt(26));
        return switch (random.nextInt(4)) {
            case 0 -> word.substring(0, at) + word.substring(at + 1);
            case 1 -> word.substring(0, at) + other + word.substring(at);
            case 2 -> word.substring(0, at) + other + word.substring(at + 1);
            default -> word.substring(0, at) + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2);
        };
    }

    private static String name(RandomGenerator random) {
        return String.join(random.nextBoolean() ? " " : ", ", pieces(random));
    }

    private static List<String> pieces(RandomGenerator random) {
        List<String> pieces = new ArrayList<>();
        for (int count = 1 + random.nextInt(5); count > 0; count--) {
            pieces.add(PIECES.get(random.nextInt(PIECES.size())));
        }
        return pieces;
    }
}
