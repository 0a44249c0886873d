package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.screening.internal.LiveLists;
import io.flowlet.screening.internal.WatchlistRows;
import io.flowlet.screening.internal.lists.EntryHash;
import io.flowlet.screening.internal.lists.ListFormats;
import io.flowlet.screening.internal.lists.ListRefused;
import io.flowlet.screening.internal.lists.ParsedList;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Loads lists and tells which are in force.
 *
 * <p>A list is taken as a whole or refused as a whole; what was in force stays until then. Every version is kept with its files. The loading
 * instance compares with a new version at once, all others within five seconds. Thread-safe, on any number of instances.
 */
@Component
public final class Watchlists {
    private static final int WHOLE_PERCENT = 100;

    private final Transactions transactions;
    private final WatchlistRows rows;
    private final LiveLists lists;
    private final AuditLog audit;
    private final ScreeningSettings settings;
    private final Clock clock;

    Watchlists(
            Transactions transactions,
            WatchlistRows rows,
            LiveLists lists,
            AuditLog audit,
            ScreeningSettings settings,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.lists = lists;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Loads one list; both its acceptance and its refusal are in the audit log.
     *
     * @param caller of the platform: {@code Actor.system} for a command or a job
     * @param acceptShrink lets a list lose more than the setting allows, for once
     * @throws IllegalArgumentException if {@code caller} is a tenant's
     */
    public LoadOutcome load(Caller caller, WatchlistFiles files, boolean acceptShrink) {
        if (!caller.tenant().isPlatform()) {
            throw new IllegalArgumentException("lists belong to the installation, not to a tenant");
        }
        LoadOutcome outcome;
        try {
            ParsedList parsed = ListFormats.parse(files);
            outcome = transactions.in(TenantId.PLATFORM, () -> accept(caller, files, parsed, acceptShrink));
        } catch (ListRefused e) {
            outcome = new LoadOutcome.Refused(files.list(), e.file(), e.line(), e.reason());
        }
        switch (outcome) {
            case LoadOutcome.Loaded loaded -> lists.refresh();
            case LoadOutcome.Unchanged same -> {
                // nothing happened
            }
            case LoadOutcome.Refused refused -> {
                AuditEvent event = AuditEvent.refused(
                                caller, "watchlist.load", refused.list().code(), "list_refused")
                        .with("file", refused.file())
                        .with("line", (long) refused.line())
                        .with("why", refused.reason());
                transactions.run(TenantId.PLATFORM, () -> audit.record(event));
            }
        }
        return outcome;
    }

    /** The version in force of each list that has one; the read is audited. */
    public List<WatchlistVersion> inForce(Caller caller) {
        return transactions.in(caller.tenant(), () -> {
            List<WatchlistVersion> newest = rows.newest();
            audit.record(AuditEvent.read(caller, "watchlist.list", "watchlists").with("count", (long) newest.size()));
            return newest;
        });
    }

    private LoadOutcome accept(Caller caller, WatchlistFiles files, ParsedList parsed, boolean acceptShrink) {
        rows.lock();
        Optional<WatchlistVersion> before = rows.newest(files.list());
        String hash = EntryHash.of(files.files());
        if (before.isPresent() && before.get().hash().equals(hash)) {
            return new LoadOutcome.Unchanged(before.get());
        }
        Optional<String> shrunk = acceptShrink ? Optional.empty() : before.flatMap(known -> shrunk(known, parsed));
        if (shrunk.isPresent()) {
            return new LoadOutcome.Refused(files.list(), files.files().lastKey(), 0, shrunk.get());
        }
        WatchlistVersion version = new WatchlistVersion(
                files.list(),
                before.map(WatchlistVersion::version).orElse(0) + 1,
                hash,
                parsed.entries().size(),
                parsed.individuals(),
                parsed.aliases(),
                parsed.publishedOn(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        rows.insert(version, files);
        audit.record(AuditEvent.done(caller, "watchlist.load", files.list().code())
                .with("version", (long) version.version())
                .with("hash", hash)
                .with("entries", (long) version.entries())
                .with("aliases", (long) version.aliases())
                .with("accept_shrink", acceptShrink));
        return new LoadOutcome.Loaded(version);
    }

    private Optional<String> shrunk(WatchlistVersion before, ParsedList parsed) {
        return shrunk("entries", before.entries(), parsed.entries().size())
                .or(() -> shrunk("aliases", before.aliases(), parsed.aliases()));
    }

    private Optional<String> shrunk(String what, int before, int now) {
        long least = Math.ceilDiv((long) before * (WHOLE_PERCENT - settings.maxShrinkPercent()), WHOLE_PERCENT);
        return now >= least
                ? Optional.empty()
                : Optional.of("holds %d %s where %d are in force: more than %d %% fewer"
                        .formatted(now, what, before, settings.maxShrinkPercent()));
    }
}
