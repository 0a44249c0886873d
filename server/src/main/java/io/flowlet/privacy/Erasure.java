package io.flowlet.privacy;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a subscriber's data was erased, and what the law keeps of it.
 *
 * @param jurisdiction and {@code retentionVersion} name the rules that the dates follow from; 0 is the first ones
 * @param erasedAt when the keys were destroyed and the relationship ended
 * @param finalAt from when on no older copy of the database can be opened either; null while a turn of the vault's keys is overdue, so that
 *     nobody can say
 * @param retained of every purpose that was not destroyed at once
 */
public record Erasure(
        ErasureId id,
        SubscriberId subscriber,
        String jurisdiction,
        int retentionVersion,
        Instant erasedAt,
        @Nullable Instant finalAt,
        List<Retained> retained) {
    public Erasure {
        retained = List.copyOf(retained);
    }

    /**
     * As it is told outside of the program's staff: nothing whose time has come, whether or not it was destroyed, for what is kept beyond its
     * day tells of a legal hold.
     */
    Erasure toldOutside(Instant now) {
        List<Retained> told = retained.stream()
                .filter(kept -> kept.until().isAfter(now))
                .map(Retained::withoutDestruction)
                .toList();
        return new Erasure(id, subscriber, jurisdiction, retentionVersion, erasedAt, finalAt, told);
    }
}
