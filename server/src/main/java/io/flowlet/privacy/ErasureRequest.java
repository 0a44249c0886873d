package io.flowlet.privacy;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a subscriber asked for the erasure of its data.
 *
 * @param dueAt by when it must be answered: a month (GDPR Art. 12(3))
 * @param closedAt when the erasure was carried out; null while it waits
 */
public record ErasureRequest(
        ErasureRequestId id,
        SubscriberId subscriber,
        Instant requestedAt,
        Instant dueAt,
        @Nullable Instant closedAt) {}
