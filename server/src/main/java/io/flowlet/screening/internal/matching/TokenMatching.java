package io.flowlet.screening.internal.matching;

import io.flowlet.screening.EntryType;
import io.flowlet.screening.Evidence;
import io.flowlet.screening.Finding;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ListedEntry.Strength;
import io.flowlet.screening.ScreenedPerson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names as sets of parts, found through an index from part to names.
 *
 * <p>Two names are alike if every part of the shorter stands in the longer, one of them perhaps with a typing error ({@link NameLikeness}).
 * Such names share at least one part letter by letter, so the index loses none. A name of two parts may miss one of the other's or hold a
 * typing error, not both; a longer one may miss two; the same birth date forgives any number of parts. A birth date that differs by more
 * than a year drops the finding unless the names are exactly the same.
 *
 * <p>Entries other than individuals are not compared. Immutable, thread-safe; no list is walked as a whole.
 */
final class TokenMatching implements Matching {
    private final List<NameReading> readings = new ArrayList<>();
    private final Map<String, int[]> index = new HashMap<>();

    TokenMatching(List<Listing> listings) {
        Map<String, List<Integer>> building = new HashMap<>();
        for (Listing listing : listings) {
            if (listing.entry().type() == EntryType.INDIVIDUAL) {
                listing.entry().names().forEach(name -> add(listing, name, building));
            }
        }
        building.forEach((token, names) ->
                index.put(token, names.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** One reading of one name of an entry. */
    private record NameReading(
            Listing listing,
            ListedEntry.Name name,
            List<String> order,
            String[] tokens,
            List<String> exact,
            int distinct) {}

    /** A reading with how alike it is. */
    private record Likely(NameReading reading, NameLikeness likeness, boolean sameName, boolean sameOrder) {}

    private void add(Listing listing, ListedEntry.Name name, Map<String, List<Integer>> building) {
        List<String> exact = NameTokens.exact(name.text());
        for (List<String> tokens : NameTokens.variants(name.text())) {
            var distinct = new LinkedHashSet<>(tokens);
            int number = readings.size();
            readings.add(new NameReading(listing, name, tokens, NameTokens.sorted(tokens), exact, distinct.size()));
            distinct.forEach(token ->
                    building.computeIfAbsent(token, none -> new ArrayList<>()).add(number));
        }
    }

    @Override
    public List<Finding> findings(ScreenedPerson person) {
        String name = person.givenName() + " " + person.familyName();
        List<String> exact = NameTokens.exact(name);
        Map<ListedEntry, Finding> best = new HashMap<>();
        for (List<String> tokens : NameTokens.variants(name)) {
            for (Likely likely : likely(tokens, exact)) {
                judge(person, likely)
                        .ifPresent(found -> best.merge(
                                found.entry(), found, (a, b) -> b.scorePercent() > a.scorePercent() ? b : a));
            }
        }
        return best.values().stream()
                .sorted(Comparator.comparingInt(Finding::scorePercent)
                        .reversed()
                        .thenComparing(found -> found.entry().list())
                        .thenComparing(found -> found.entry().id()))
                .toList();
    }

    private List<Likely> likely(List<String> tokens, List<String> exact) {
        String[] sorted = NameTokens.sorted(tokens);
        var distinct = new LinkedHashSet<>(tokens);
        byte[] shared = new byte[readings.size()];
        int[] touched = new int[readings.size()];
        int count = 0;
        for (String token : distinct) {
            for (int number : index.getOrDefault(token, new int[0])) {
                if (shared[number]++ == 0) {
                    touched[count++] = number;
                }
            }
        }
        List<Likely> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NameReading reading = readings.get(touched[i]);
            if (shared[touched[i]] >= Math.min(distinct.size(), reading.distinct()) - 1) {
                NameLikeness.of(sorted, reading.tokens()).ifPresent(likeness -> {
                    boolean sameName = reading.exact().equals(exact) || Arrays.equals(reading.tokens(), sorted);
                    found.add(new Likely(
                            reading, likeness, sameName, reading.order().equals(tokens)));
                });
            }
        }
        return found;
    }

    private Optional<Finding> judge(ScreenedPerson person, Likely likely) {
        Listing listing = likely.reading().listing();
        ListedEntry entry = listing.entry();
        Evidence evidence = BirthDateEvidence.of(person.birthDate(), entry.birthDates());
        boolean kept = switch (evidence) {
            case NAME_AND_BIRTH_DATE -> true;
            case NAME_AND_BIRTH_YEAR, NAME_ONLY -> likely.likeness().isEnough();
            case NAME_ONLY_BIRTH_DATE_DIFFERS -> likely.sameName();
        };
        if (!kept) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                entry,
                listing.listVersion(),
                listing.hash(),
                likely.reading().name().text(),
                score(person, likely, evidence),
                evidence,
                TokenEngine.VERSION));
    }

    /** Points out of a hundred: rare parts, the order and the date raise it; what is missing, misspelled or weak lowers it. */
    private int score(ScreenedPerson person, Likely likely, Evidence evidence) {
        ListedEntry entry = likely.reading().listing().entry();
        int points = 70 + rarity(likely.reading().tokens());
        points -= likely.sameOrder() ? 0 : 2;
        points -= 8 * likely.likeness().typos();
        points -= Math.min(20, 5 * likely.likeness().extra());
        points -= likely.reading().name().strength() == Strength.WEAK ? 6 : 0;
        points += Countries.anyOf(entry.countries(), person.countries()) ? 3 : 0;
        points += switch (evidence) {
            case NAME_AND_BIRTH_DATE -> BirthDateEvidence.isSameDay(person.birthDate(), entry.birthDates()) ? 14 : 10;
            case NAME_AND_BIRTH_YEAR -> 5;
            case NAME_ONLY -> 0;
            case NAME_ONLY_BIRTH_DATE_DIFFERS -> -25;
        };
        return Math.clamp(points, 1, 100);
    }

    /** 0 for parts that stand in hundreds of names, 16 for parts that stand in one. */
    private int rarity(String[] tokens) {
        double sum = 0;
        for (String token : tokens) {
            int names = index.getOrDefault(token, new int[1]).length;
            sum += 1 - Math.min(1, Math.log10(names) / 3);
        }
        return (int) Math.round(16 * sum / tokens.length);
    }
}
