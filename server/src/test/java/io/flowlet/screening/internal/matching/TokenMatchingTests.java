package io.flowlet.screening.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.screening.DemoLists;
import io.flowlet.screening.Evidence;
import io.flowlet.screening.Finding;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.internal.lists.EntryHash;
import io.flowlet.screening.internal.lists.ListFormats;
import io.flowlet.screening.internal.lists.ListRefused;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokenMatchingTests {
    private static final LocalDate BORN = LocalDate.of(1962, 11, 23);
    private static final Matching LISTS = lists();

    @Test
    void findAListedPersonInAnyOrderWithAPartMoreOrLessOrOneTypingError() {
        for (String[] name : new String[][] {
            {"Viktor Osric", "Drakkeman"},
            {"Drakkeman", "Viktor Osric"},
            {"VIKTOR", "drakkeman"},
            {"Viktor Osric Teodor", "Drakkeman"},
            {"Viktor Osric", "Drakeman"},
            {"Viktor Osric", "Drakkemna"},
            {"Wiktor", "Drakemann"}
        }) {
            assertThat(entries(name[0], name[1], null))
                    .as("%s %s", name[0], name[1])
                    .contains("900001");
        }
        assertThat(entries("Tadgo", "O Quelligan", null)).contains("900005");
        assertThat(entries("Tadgo", "O’Quelligan", null)).contains("900005");
        assertThat(entries("Isaura", "Pellavicinodorre", null)).contains("900007");
        assertThat(entries("Яромил", "Древансков", null)).contains("800002");
        assertThat(entries("Yaromil", "Drevanskov", null)).contains("800002");
        assertThat(entries("", "Sutrawano", null)).contains("900010");
        assertThat(entries("Sutrawano", "Sutrawano", null)).contains("900010");
    }

    @Test
    void findNobodyElse() {
        assertThat(entries("Viktor", "Lovelace", null)).isEmpty();
        assertThat(entries("V.", "Drakkeman", null)).isEmpty();
        assertThat(entries("Viktor", "Drakeman", null))
                .as("a part missing beside a typing error")
                .isEmpty();
        assertThat(entries("Budi", "Sutrawano", null)).as("a name of one part").isEmpty();
        assertThat(entries("Lantern Bay Forwarding Agency", "of Veldonia", null))
                .as("no individual")
                .isEmpty();
        assertThat(entries("👤", "👤", null)).isEmpty();
    }

    @Test
    void gradeByBirthDateAndDropWhoeverIsOtherwiseOld() {
        assertThat(evidence("Viktor Osric", "Drakkeman", BORN)).isEqualTo(Evidence.NAME_AND_BIRTH_DATE);
        assertThat(evidence("Viktor Osric", "Drakkeman", LocalDate.of(1964, 6, 1)))
                .isEqualTo(Evidence.NAME_AND_BIRTH_YEAR);
        assertThat(evidence("Viktor Osric", "Drakkeman", null)).isEqualTo(Evidence.NAME_ONLY);
        assertThat(evidence("Viktor Osric", "Drakkeman", LocalDate.of(1990, 1, 1)))
                .isEqualTo(Evidence.NAME_ONLY_BIRTH_DATE_DIFFERS);
        assertThat(entries("Viktor", "Drakkeman", LocalDate.of(1990, 1, 1))).isEmpty();
        assertThat(evidence("Teyowe Kasulu", "Ngambiro", BORN))
                .as("no date listed")
                .isEqualTo(Evidence.NAME_ONLY);
    }

    @Test
    void scoreStrongerEvidenceHigher() {
        List<Integer> falling = Stream.of(
                        new ScreenedPerson("Viktor Osric", "Drakkeman", BORN, Set.of()),
                        new ScreenedPerson("Viktor Osric", "Drakkeman", LocalDate.of(1964, 6, 1), Set.of()),
                        new ScreenedPerson("Viktor Osric", "Drakkeman", null, Set.of()),
                        new ScreenedPerson("Viktor", "Drakkeman", null, Set.of()),
                        new ScreenedPerson("Viktor Osric", "Drakkeman", LocalDate.of(1990, 1, 1), Set.of()))
                .map(person -> LISTS.findings(person).getFirst().scorePercent())
                .toList();

        assertThat(falling)
                .isSortedAccordingTo(
                        java.util.Comparator.<Integer>naturalOrder().reversed());
        assertThat(falling).doesNotHaveDuplicates();
        assertThat(LISTS.findings(new ScreenedPerson("Viktor Osric", "Drakkeman", BORN, Set.of()))
                        .getFirst()
                        .score())
                .matches("0\\.\\d\\d|1\\.00");
    }

    private static @Nullable Evidence evidence(String given, String family, @Nullable LocalDate born) {
        List<Finding> found = LISTS.findings(new ScreenedPerson(given, family, born, Set.of()));
        return found.isEmpty() ? null : found.getFirst().evidence();
    }

    private static List<String> entries(String given, String family, @Nullable LocalDate born) {
        return LISTS.findings(new ScreenedPerson(given, family, born, Set.of())).stream()
                .map(found -> found.entry().id())
                .toList();
    }

    private static Matching lists() {
        try {
            List<Listing> listings = Stream.concat(
                            ListFormats.parse(DemoLists.ofac()).entries().stream(),
                            ListFormats.parse(DemoLists.un()).entries().stream())
                    .map(entry -> new Listing(entry, 1, EntryHash.of(entry)))
                    .toList();
            return new TokenEngine().over(listings);
        } catch (ListRefused e) {
            throw new IllegalStateException(e);
        }
    }
}
