package io.flowlet.sdk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/subscribers}: the people whom the program serves. */
public final class Subscribers {
    private final Api api;

    Subscribers(Api api) {
        this.api = api;
    }

    /** A person to register. Text forms show nothing of it. */
    public record NewSubscriber(String givenName, String familyName, String email) {
        @Override
        public String toString() {
            return "NewSubscriber[…]";
        }
    }

    /**
     * A person. Text forms show the id only.
     *
     * @param id {@code sub_…}
     * @param masked whether names and address are masked for this caller
     * @param kycStatus as onboarding left it; null from a server that does not say
     */
    public record Subscriber(
            String id,
            String givenName,
            String familyName,
            String email,
            boolean masked,
            @Nullable String kycStatus,
            Instant registeredAt) {
        @Override
        public String toString() {
            return "Subscriber[" + id + "]";
        }
    }

    /** Registers a person. */
    public Subscriber register(NewSubscriber subscriber) {
        return register(subscriber, IdempotencyKey.fresh());
    }

    /** Registers a person. */
    public Subscriber register(NewSubscriber subscriber, IdempotencyKey key) {
        return api.ask(Call.post("/v1/subscribers").sending(subscriber).once(key), Subscriber.class);
    }

    public Pages<Subscriber> list() {
        return api.pages(Call.get("/v1/subscribers"), Subscriber.class);
    }

    public Subscriber find(String id) {
        return api.ask(Call.get("/v1/subscribers/{}", id), Subscriber.class);
    }

    /**
     * Who has a value.
     *
     * @param subscriberIds newest first, at most 100
     * @param more whether there are others
     */
    public record Found(List<String> subscriberIds, boolean more) {
        public Found {
            subscriberIds = Lists.copyOf(subscriberIds);
        }
    }

    /** What to look up. Text forms hide the value. */
    record SubscriberLookup(String field, String value) {
        @Override
        public String toString() {
            return "SubscriberLookup[" + field + "]";
        }
    }

    /** Those with an address, however it is spelled; never by part of it. The server keeps that somebody looked. */
    public Found findByEmail(String email) {
        Call call = Call.post("/v1/subscribers/lookups").sending(new SubscriberLookup("email", email));
        return api.ask(call.repeatably(), Found.class);
    }
}
