package io.flowlet.outbox;

import io.flowlet.actor.TenantId;
import java.util.UUID;

/**
 * A fact for others.
 *
 * @param id UUIDv7, the event's public id {@code evt_…}
 * @param type {@code noun.fact}, for example {@code payment.created}
 * @param object public id of what it is about
 */
public record OutboxEvent(UUID id, TenantId tenant, String type, String object) {}
