package io.flowlet.subscribers;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Holds values by which subscribers are found, all for one purpose, so that those from before an index can be given one. A module that
 * holds such values brings a bean of this and tells {@link SubscriberLookups} of each value as it writes it.
 *
 * <p>Everything runs inside the open transaction of the tenant. Implementations are thread-safe.
 */
public interface LookupSource {
    /** The fields of this purpose are this source's. */
    Purpose purpose();

    /**
     * What holds values of a subscriber.
     *
     * @param id in the order in which such things are made: it begins with the milliseconds of its making
     */
    record Held(UUID id, SubscriberId subscriber) {}

    /**
     * What lies between two ids, oldest first. May leave out what was replaced by something newer, and whoever has indexes of {@code version}
     * in every field.
     */
    List<Held> held(TenantId tenant, int version, Span span);

    /** @param after and {@code before} are not part of it */
    record Span(UUID after, UUID before, int limit) {}

    /** What these subscribers, who stay as they are until the transaction ends, are found by now; none for one whose data does not open. */
    Map<SubscriberId, List<LookupValue>> values(TenantId tenant, Collection<SubscriberId> subscribers);
}
