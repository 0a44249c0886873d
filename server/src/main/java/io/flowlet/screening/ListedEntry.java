package io.flowlet.screening;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a list, as published.
 *
 * @param id the list's own, unique in it: OFAC's {@code ent_num}, the UN's {@code DATAID}
 * @param names at least one; the primary name is the first
 * @param birthDates empty when none is known, or when one of them cannot be read: then none may speak against a hit
 * @param countries as the list spells them
 */
public record ListedEntry(
        WatchlistName list,
        String id,
        EntryType type,
        List<Name> names,
        List<BirthDate> birthDates,
        List<String> countries,
        @Nullable String remarks) {

    /** How sure the list is of a name. */
    public enum Strength {
        PRIMARY,
        STRONG,
        WEAK
    }

    /** A name as the list spells it. */
    public record Name(String text, Strength strength) {}

    /**
     * A day, or days between which the person was born.
     *
     * @param text as published
     * @param from first possible day
     * @param to last possible day
     */
    public record BirthDate(String text, LocalDate from, LocalDate to) {}

    public ListedEntry {
        names = List.copyOf(names);
        birthDates = List.copyOf(birthDates);
        countries = List.copyOf(countries);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("an entry has a name");
        }
    }

    public String primaryName() {
        return names.getFirst().text();
    }
}
