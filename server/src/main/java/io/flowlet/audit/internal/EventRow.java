package io.flowlet.audit.internal;

import io.flowlet.actor.TenantId;
import java.util.UUID;

/**
 * An event as it is stored.
 *
 * @param body canonical JSON; the log's entry is its SHA-256
 */
@SuppressWarnings("ArrayRecordComponent") // made, inserted and dropped: never compared, never shared
public record EventRow(TenantId tenant, UUID id, byte[] body) {}
