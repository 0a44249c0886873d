package io.flowlet.subscribers;

import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.internal.LookupRows;
import io.flowlet.subscribers.internal.SubscriberRows;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.HeldKeys;
import io.flowlet.vault.IndexTable;
import io.flowlet.vault.IndexedRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives values that have none a blind index of the tenant's newest version: those from before there were any, and all of them after the
 * secret was renewed.
 *
 * <p>Goes through what each {@link LookupSource} holds in order, a chunk in a transaction, and notes how far it came: a run that stops goes
 * on there. Two instances at once do the same work twice and nothing else. It stays an hour behind, so that what an instance of an older
 * build writes, or one that does not know the newest version yet, is met. Whoever cannot be decrypted is left out; a tenant that fails does
 * not keep the next one waiting. Thread-safe.
 */
@Component
public final class LookupIndexing implements IndexedRows {
    private static final Logger LOG = LoggerFactory.getLogger(LookupIndexing.class);
    private static final Duration BEHIND = Duration.ofHours(1);
    private static final UUID START = new UUID(0, 0);
    static final int CHUNK = 200;

    private final KnownTenants tenants;
    private final Transactions transactions;
    private final List<LookupSource> sources;
    private final SubscriberRows subscribers;
    private final LookupRows lookups;
    private final BlindIndexes indexes;
    private final HeldKeys keys;
    private final Clock clock;

    LookupIndexing(
            KnownTenants tenants,
            Transactions transactions,
            List<LookupSource> sources,
            SubscriberRows subscribers,
            LookupRows lookups,
            BlindIndexes indexes,
            HeldKeys keys,
            Clock clock) {
        this.tenants = tenants;
        this.transactions = transactions;
        this.sources = List.copyOf(sources);
        this.subscribers = subscribers;
        this.lookups = lookups;
        this.indexes = indexes;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public IndexTable table() {
        return new IndexTable("subscribers.lookup", "subscriber", Optional.of("field"));
    }

    @Override
    public void index(TenantId tenant, Collection<UUID> ids) {
        List<SubscriberId> whose = ids.stream().map(SubscriberId::new).toList();
        subscribers.lockAll(tenant, whose);
        sources.forEach(source -> write(tenant, source, whose));
    }

    /** Catches up in all tenants; how many things without an index it came to. */
    public int runOnce() {
        Instant until = clock.instant().minus(BEHIND);
        int seen = 0;
        for (TenantId tenant : tenants.ids()) {
            for (LookupSource source : sources) {
                try {
                    seen += run(tenant, source, until);
                } catch (RuntimeException e) {
                    // what stops one source does not stop the next one
                    LOG.warn(
                            "subscribers of tenant {} were not all indexed by {}",
                            tenant.value(),
                            source.purpose().code(),
                            e);
                }
            }
        }
        return seen;
    }

    /** As {@link #runOnce()}, for one tenant and what was written before {@code until}. */
    int run(TenantId tenant, Instant until) {
        return sources.stream().mapToInt(source -> run(tenant, source, until)).sum();
    }

    private int run(TenantId tenant, LookupSource source, Instant until) {
        // an id begins with the milliseconds of its making
        UUID end = new UUID(until.toEpochMilli() << Short.SIZE, 0);
        int seen = 0;
        int chunk;
        do {
            chunk = transactions.in(tenant, () -> indexNext(tenant, source, end));
            seen += chunk;
        } while (chunk == CHUNK);
        return seen;
    }

    private int indexNext(TenantId tenant, LookupSource source, UUID end) {
        List<LookupField> fields = LookupField.of(source.purpose());
        int version = indexes.newestVersion(tenant);
        // a field that was not there before begins at the start, and takes the others along
        UUID from = fields.stream()
                .map(field -> lookups.doneTo(tenant, field, version).orElse(START))
                .min(Comparator.naturalOrder())
                .orElse(end);
        if (from.compareTo(end) >= 0) {
            return 0;
        }
        List<LookupSource.Held> held = source.held(tenant, version, new LookupSource.Span(from, end, CHUNK));
        List<SubscriberId> whose =
                held.stream().map(LookupSource.Held::subscriber).distinct().toList();
        // whoever replaces a value, or erases it, comes before this or after: never is a value indexed that is held no
        // more
        subscribers.lockAll(tenant, whose);
        write(tenant, source, whose);
        UUID to = held.size() < CHUNK ? end : held.getLast().id();
        fields.forEach(field -> lookups.advance(tenant, field, version, to));
        return held.size();
    }

    private void write(TenantId tenant, LookupSource source, List<SubscriberId> whose) {
        source.values(tenant, withKey(tenant, source, whose))
                .forEach((subscriber, values) -> values.forEach(value -> lookups.write(tenant, subscriber, value)));
    }

    /** This instance may hold a key open that another one has destroyed, and the indexes with it. */
    private List<SubscriberId> withKey(TenantId tenant, LookupSource source, List<SubscriberId> whose) {
        Set<UUID> found = keys.ofSubjects(
                tenant,
                source.purpose(),
                whose.stream().map(SubscriberId::value).toList());
        return whose.stream().filter(each -> found.contains(each.value())).toList();
    }
}
