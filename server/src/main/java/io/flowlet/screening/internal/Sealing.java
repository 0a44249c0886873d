package io.flowlet.screening.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Values of this module as ciphertext: kept as sanctions records, so that an erasure of the service's data leaves them. */
@Component
final class Sealing {
    private final Vault vault;
    private final JsonMapper json;

    Sealing(Vault vault, JsonMapper json) {
        this.vault = vault;
        this.json = json;
    }

    byte[] seal(TenantId tenant, SubscriberId subscriber, Place place, Object value) {
        return vault.encryptText(subject(tenant, subscriber), place, json.writeValueAsString(value));
    }

    <T> T open(TenantId tenant, SubscriberId subscriber, Place place, byte[] sealed, Class<T> type) {
        return json.readValue(vault.decryptText(subject(tenant, subscriber), place, sealed), type);
    }

    private static Subject subject(TenantId tenant, SubscriberId subscriber) {
        return new Subject(tenant, subscriber.value(), Purpose.SANCTIONS_RECORD);
    }
}
