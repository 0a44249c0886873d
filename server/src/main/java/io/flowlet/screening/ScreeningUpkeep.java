package io.flowlet.screening;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.screening.internal.LiveLists;
import io.flowlet.screening.internal.ScreenedRows;
import io.flowlet.screening.internal.ScreeningMeters;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What screening does by itself: takes new lists over, looks into the configured folder, and screens subscribers again when a list changed.
 * Safe to run on any number of instances at once.
 */
@Component
public final class ScreeningUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(ScreeningUpkeep.class);

    private final LiveLists lists;
    private final Watchlists watchlists;
    private final Screening screening;
    private final ScreenedRows screened;
    private final Transactions transactions;
    private final KnownTenants tenants;
    private final ScreeningMeters meters;
    private final ScreeningSettings settings;
    private final Uuid7 ids;
    /** The lists with which this instance has seen everybody compared. */
    private volatile String done = "";

    ScreeningUpkeep(
            LiveLists lists,
            Watchlists watchlists,
            Screening screening,
            ScreenedRows screened,
            Transactions transactions,
            KnownTenants tenants,
            ScreeningMeters meters,
            ScreeningSettings settings,
            Uuid7 ids) {
        this.lists = lists;
        this.watchlists = watchlists;
        this.screening = screening;
        this.screened = screened;
        this.transactions = transactions;
        this.tenants = tenants;
        this.meters = meters;
        this.settings = settings;
        this.ids = ids;
    }

    /** Takes over newer lists and, if there are any, screens again whoever was compared with others; to be called every few seconds. */
    public void run() {
        String inForce = lists.refresh().fingerprint();
        if (!done.equals(inForce)) {
            rescreenOnce();
            done = inForce;
        }
    }

    /**
     * Screens everybody again who was compared with other versions than those in force, each in a transaction of its own; who cannot be
     * screened is counted and passed over.
     *
     * @return how many were screened
     */
    public int rescreenOnce() {
        int count = 0;
        for (TenantId tenant : tenants.ids()) {
            count += rescreen(tenant);
        }
        return count;
    }

    private int rescreen(TenantId tenant) {
        Position at = new Position();
        int count = 0;
        while (true) {
            SubscriberId before = at.last;
            try {
                if (!transactions.in(tenant, () -> rescreenNext(tenant, at))) {
                    return count;
                }
                count++;
            } catch (RuntimeException e) {
                if (Objects.equals(at.last, before)) {
                    throw e; // not one subscriber's fault
                }
                meters.rescreenFailed();
                // the exception's own words could hold what it stumbled over
                LOG.error(
                        "screening again: one subscriber is passed over ({})",
                        e.getClass().getName());
            }
        }
    }

    /** Loads what is new in the configured folder, if one is; what is refused is logged and does not keep others out. */
    public List<LoadOutcome> loadFolder() {
        Path folder = settings.folder();
        if (folder == null) {
            return List.of();
        }
        List<LoadOutcome> outcomes = new ArrayList<>();
        try {
            for (WatchlistFiles files : WatchlistFiles.in(folder)) {
                LoadOutcome outcome = watchlists.load(caller(TenantId.PLATFORM, "watchlist folder"), files, false);
                if (outcome instanceof LoadOutcome.Refused refused) {
                    LOG.error("watchlist {}", refused);
                }
                outcomes.add(outcome);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.error("the folder of watchlists cannot be read: {}", e.getMessage());
        }
        return outcomes;
    }

    private boolean rescreenNext(TenantId tenant, Position at) {
        Optional<SubscriberId> next = screened.next(tenant, lists.current().fingerprint(), at.last);
        next.ifPresent(subscriber -> {
            at.last = subscriber;
            screening.screen(caller(tenant, "screening again"), subscriber, screened.person(tenant, subscriber));
        });
        return next.isPresent();
    }

    /** How far a walk over subscribers is. */
    private static final class Position {
        private @Nullable SubscriberId last;
    }

    private Caller caller(TenantId tenant, String job) {
        UUID request = ids.next();
        return new Caller(
                Actor.system(tenant, job),
                new Trace(request.toString().replace("-", ""), PublicId.format("req", request)));
    }
}
