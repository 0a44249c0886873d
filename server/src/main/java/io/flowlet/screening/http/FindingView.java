package io.flowlet.screening.http;

import io.flowlet.screening.EntryType;
import io.flowlet.screening.Evidence;
import io.flowlet.screening.Finding;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.WatchlistName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A finding of an ad hoc screening: a hit that nobody keeps. */
record FindingView(
        WatchlistName list,
        int listVersion,
        String entryId,
        String entryHash,
        String entryName,
        String matchedName,
        String score,
        Evidence evidence,
        EntryView entry) {

    static FindingView of(Finding finding) {
        ListedEntry entry = finding.entry();
        return new FindingView(
                entry.list(),
                finding.listVersion(),
                entry.id(),
                finding.entryHash(),
                entry.primaryName(),
                finding.matchedName(),
                finding.score(),
                finding.evidence(),
                EntryView.of(entry));
    }

    @Override
    public String toString() {
        return "FindingView[…]";
    }

    /** An entry as its list published it. */
    record EntryView(
            EntryType type,
            List<String> names,
            List<String> birthDates,
            List<String> countries,
            @Nullable String remarks) {
        static EntryView of(ListedEntry entry) {
            return new EntryView(
                    entry.type(),
                    entry.names().stream().map(ListedEntry.Name::text).toList(),
                    entry.birthDates().stream().map(ListedEntry.BirthDate::text).toList(),
                    entry.countries(),
                    entry.remarks());
        }
    }
}
