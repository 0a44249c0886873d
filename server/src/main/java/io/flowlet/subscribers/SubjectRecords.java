package io.flowlet.subscribers;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one module holds about a subscriber: how export and erasure reach the modules that know of subscribers. A module that has a personal
 * column brings a bean of this.
 *
 * <p>Everything runs inside the open transaction of the tenant and audits nothing: whoever asks does. Values are JSON: maps, lists, strings,
 * numbers, booleans, {@link Instant}s, null. Implementations are thread-safe.
 */
public interface SubjectRecords {
    /** Name of the part of an export, lower_snake. */
    String section();

    /** The personal columns that {@link #told} opens, each {@code schema.table.column}. */
    Set<String> toldColumns();

    /** Personal columns that are not told to the person, with the law that says so. */
    default Map<String, String> withheldColumns() {
        return Map.of();
    }

    /** What the person is told (GDPR Art. 15 and 20): never anything of somebody else, of screening, or of a report. Empty if there is nothing. */
    Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber);

    /** The purposes, beside the service itself, under which something is held now. */
    default Set<Purpose> keptFor(TenantId tenant, SubscriberId subscriber) {
        return Set.of();
    }

    /** What is held for one of {@link #keptFor}, for staff who says why. Empty if there is nothing. */
    default Map<String, @Nullable Object> kept(TenantId tenant, SubscriberId subscriber, Purpose purpose) {
        return Map.of();
    }

    /** What has to end before an erasure. */
    default List<ErasureObstacle> obstacles(TenantId tenant, SubscriberId subscriber) {
        return List.of();
    }

    /**
     * Ends what goes on, and removes what no key protects: indexes, tokens, the way to sign in. Ciphertext stays, its key goes. Repeating it
     * changes nothing.
     *
     * @param at when the relationship ended
     */
    default void erase(Caller caller, SubscriberId subscriber, Instant at) {}

    /** Removes what no key protects of what is held for {@code purpose}, as its key is destroyed. Repeating it changes nothing. */
    default void forget(TenantId tenant, SubscriberId subscriber, Purpose purpose) {}
}
