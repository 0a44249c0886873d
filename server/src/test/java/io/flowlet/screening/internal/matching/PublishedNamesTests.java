package io.flowlet.screening.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.screening.EntryType;
import io.flowlet.screening.Evidence;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ListedEntry.BirthDate;
import io.flowlet.screening.ListedEntry.Strength;
import io.flowlet.screening.PublishedLists;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.WatchlistName;
import io.flowlet.screening.internal.lists.EntryHash;
import io.flowlet.screening.internal.lists.ListFormats;
import io.flowlet.screening.internal.lists.ListRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Matching against the lists as OFAC and the UN published them. */
class PublishedNamesTests {
    private static final List<Listing> LISTINGS = new ArrayList<>();
    private static Matching lists = person -> List.of();

    @BeforeAll
    static void readTheLists() throws ListRefused {
        LISTINGS.clear();
        for (WatchlistName name : WatchlistName.values()) {
            ListFormats.parse(PublishedLists.read(name))
                    .entries()
                    .forEach(entry -> LISTINGS.add(new Listing(entry, 1, EntryHash.of(entry))));
        }
        lists = new TokenEngine().over(LISTINGS);
    }

    @Test
    void everyListedPersonIsFoundByEveryStrongNameWithAndWithoutABirthDate() {
        int names = 0;
        List<String> missed = new ArrayList<>();
        for (Listing listing : LISTINGS) {
            ListedEntry entry = listing.entry();
            if (entry.type() != EntryType.INDIVIDUAL) {
                continue;
            }
            List<@Nullable LocalDate> dates = new ArrayList<>(
                    entry.birthDates().stream().map(BirthDate::from).toList());
            dates.add(null);
            for (ListedEntry.Name name : entry.names()) {
                if (name.strength() != Strength.WEAK) {
                    names++;
                    for (LocalDate born : dates) {
                        boolean found = lists.findings(person(name.text(), born)).stream()
                                .anyMatch(finding -> finding.entry().equals(entry)
                                        && (born == null || finding.evidence() == Evidence.NAME_AND_BIRTH_DATE));
                        if (!found) {
                            missed.add(entry.list().code() + " " + entry.id() + " " + name.text() + " " + born);
                        }
                    }
                }
            }
        }
        System.out.printf("listed names screened: %d, missed %d%n", names, missed.size());
        assertThat(names).isGreaterThan(10_000);
        assertThat(missed).isEmpty();
    }

    /** People in public office who are on no list: each alert would be a false one. */
    @Test
    void hardlyAnyMemberOfTheUsCongressAlerts() throws IOException {
        int people = 0;
        List<String> byName = new ArrayList<>();
        List<String> withDate = new ArrayList<>();
        for (String line : Files.readAllLines(PublishedLists.folder().resolve("senzing/us_congress_senzing.json"))) {
            JsonNode record = JsonMapper.shared().readTree(line);
            String name = record.at("/NAMES/0/NAME_FULL").asString("");
            String born = record.at("/DATES/0/DATE_OF_BIRTH").asString("");
            if (name.isEmpty()) {
                continue;
            }
            people++;
            byName.addAll(alerts(name, null));
            if (!born.isEmpty()) {
                withDate.addAll(alerts(
                        name,
                        born.length() == 4
                                ? LocalDate.of(Integer.parseInt(born), 7, 1)
                                : LocalDate.parse(born.length() == 7 ? born + "-15" : born)));
            }
        }
        System.out.printf("US congress: %d people, alerts by name %s, with birth date %s%n", people, byName, withDate);
        assertThat(people).isGreaterThan(1_000);
        assertThat(byName).hasSizeLessThanOrEqualTo(people / 200);
        assertThat(withDate).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void oneScreeningTakesLittle() {
        List<ScreenedPerson> people = LISTINGS.stream()
                .filter(listing -> listing.entry().type() == EntryType.INDIVIDUAL)
                .map(listing -> person(listing.entry().primaryName(), null))
                .toList();
        long[] nanos = new long[people.size()];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                assertThat(lists.findings(people.get(i))).isNotEmpty();
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "one screening over all lists: p50 %d µs, p99 %d µs (not asserted)%n",
                nanos[nanos.length / 2] / 1_000, nanos[nanos.length * 99 / 100] / 1_000);
    }

    private static List<String> alerts(String name, @Nullable LocalDate born) {
        return lists.findings(person(name, born)).stream()
                .map(found -> "%s ~ %s (%s %s)".formatted(name, found.matchedName(), found.score(), found.evidence()))
                .toList();
    }

    /** "FAMILY, Given" as two fields; any other name with its last word as the family's. */
    private static ScreenedPerson person(String name, @Nullable LocalDate born) {
        int comma = name.indexOf(',');
        if (comma >= 0) {
            return new ScreenedPerson(
                    name.substring(comma + 1).strip(), name.substring(0, comma).strip(), born, Set.of());
        }
        int space = name.lastIndexOf(' ');
        return new ScreenedPerson(
                name.substring(0, Math.max(space, 0)).strip(), name.substring(space + 1), born, Set.of());
    }
}
