package io.flowlet.subscribers.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.subscribers.LookupField;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The profile: told as it stands; erased by its key, and by the indexes that find it. Indexes of other modules' values go from here, too. */
@Component
final class ProfileRecords implements SubjectRecords {
    private final SubscriberRows rows;
    private final LookupRows lookups;

    ProfileRecords(SubscriberRows rows, LookupRows lookups) {
        this.rows = rows;
        this.lookups = lookups;
    }

    @Override
    public String section() {
        return "profile";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of(
                "subscribers.subscriber.given_name",
                "subscribers.subscriber.family_name",
                "subscribers.subscriber.email");
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId id) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        rows.find(tenant, id).ifPresent(found -> tell(told, found));
        return told;
    }

    @Override
    public void erase(Caller caller, SubscriberId id, Instant at) {
        rows.erase(caller.tenant(), id, at);
        forget(caller.tenant(), id, Purpose.SERVICE);
    }

    @Override
    public void forget(TenantId tenant, SubscriberId id, Purpose purpose) {
        lookups.forget(tenant, id, LookupField.of(purpose));
    }

    private static void tell(Map<String, @Nullable Object> told, Subscriber found) {
        told.put("id", found.id().toString());
        told.put("given_name", found.name().given());
        told.put("family_name", found.name().family());
        told.put("email", found.email());
        told.put("registered_at", found.registeredAt());
    }
}
