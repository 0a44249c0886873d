package io.flowlet.privacy;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;

/** A copy of what a subscriber is told about itself, kept sealed until it expires. */
public record Export(ExportId id, SubscriberId subscriber, Instant madeAt, Instant expiresAt) {}
