package io.flowlet.screening.internal.lists;

import io.flowlet.screening.EntryType;
import io.flowlet.screening.ListedEntry;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list as read.
 *
 * @param aliases as many as the files hold
 */
public record ParsedList(
        List<ListedEntry> entries, int aliases, @Nullable LocalDate publishedOn) {
    public ParsedList {
        entries = List.copyOf(entries);
    }

    public int individuals() {
        return (int) entries.stream()
                .filter(entry -> entry.type() == EntryType.INDIVIDUAL)
                .count();
    }
}
