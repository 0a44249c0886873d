package io.flowlet.screening.internal;

import io.flowlet.screening.Finding;
import io.flowlet.screening.ListedEntry;
import io.flowlet.screening.ScreenedPerson;
import io.flowlet.screening.WatchlistVersion;
import io.flowlet.screening.internal.lists.EntryHash;
import io.flowlet.screening.internal.lists.ListFormats;
import io.flowlet.screening.internal.lists.ListRefused;
import io.flowlet.screening.internal.matching.Listing;
import io.flowlet.screening.internal.matching.Matching;
import io.flowlet.screening.internal.matching.MatchingEngine;
import io.flowlet.tenants.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The lists in force, in memory, exchanged as one.
 *
 * <p>Read from the database when they are first asked for, so that no instance ever compares with nothing only because it is young; a
 * stored version that cannot be read any more is an error then, not an empty list. Thread-safe.
 */
@Component
public final class LiveLists {
    private final Transactions transactions;
    private final WatchlistRows rows;
    private final MatchingEngine engine;
    private final ScreeningMeters meters;
    private volatile @Nullable InForce current;

    LiveLists(Transactions transactions, WatchlistRows rows, MatchingEngine engine, ScreeningMeters meters) {
        this.transactions = transactions;
        this.rows = rows;
        this.engine = engine;
        this.meters = meters;
    }

    /**
     * What is compared with.
     *
     * @param fingerprint names the versions and the matcher: who was compared under another must be compared again
     */
    public record InForce(List<WatchlistVersion> versions, Matching matching, String fingerprint) {
        public List<Finding> findings(ScreenedPerson person) {
            return matching.findings(person);
        }
    }

    /** The lists in force as far as this instance knows. */
    public InForce current() {
        InForce known = current;
        return known == null ? refresh() : known;
    }

    /** Looks whether newer versions are in force and takes them over. */
    public InForce refresh() {
        List<WatchlistVersion> newest = read();
        InForce known = current;
        if (known != null && known.versions().equals(newest)) {
            return known;
        }
        List<Listing> listings = new ArrayList<>();
        for (WatchlistVersion version : newest) {
            for (ListedEntry entry : entries(version)) {
                listings.add(new Listing(entry, version.version(), EntryHash.of(entry)));
            }
        }
        return exchange(new InForce(newest, engine.over(listings), fingerprint(newest)));
    }

    /** Without a lock while the database is read: who waits here may hold a connection that the reader needs. */
    private synchronized InForce exchange(InForce read) {
        InForce known = current;
        if (known != null && isNewer(known, read)) {
            return known;
        }
        current = read;
        meters.inForce(read.versions());
        return read;
    }

    private static boolean isNewer(InForce known, InForce read) {
        return known.versions().stream()
                .anyMatch(version -> read.versions().stream()
                        .noneMatch(other -> other.list() == version.list() && other.version() >= version.version()));
    }

    private List<WatchlistVersion> read() {
        // a reference table can be read in any transaction, so an open one of whichever tenant is as good as a new one
        return transactions.isOpen() ? rows.newest() : transactions.control(rows::newest);
    }

    private List<ListedEntry> entries(WatchlistVersion version) {
        var files = transactions.isOpen() ? rows.files(version) : transactions.control(() -> rows.files(version));
        try {
            return ListFormats.parse(files).entries();
        } catch (ListRefused e) {
            throw new IllegalStateException(
                    "%s version %d, accepted before, cannot be read".formatted(version.list(), version.version()), e);
        }
    }

    private String fingerprint(List<WatchlistVersion> versions) {
        return versions.stream()
                        .map(version -> version.list().code() + ":" + version.version())
                        .collect(Collectors.joining(" "))
                + " " + engine.version();
    }
}
