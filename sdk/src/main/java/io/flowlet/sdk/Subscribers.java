package io.flowlet.sdk;

import java.time.Instant;
import java.time.LocalDate;
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

    /** A person to look up. */
    record LookupPerson(String givenName, String familyName, LocalDate birthOn) {
        @Override
        public String toString() {
            return "LookupPerson[…]";
        }
    }

    /** What to look up. Text forms show the field only. */
    record SubscriberLookup(
            String field, @Nullable String value, @Nullable LookupPerson person) {
        @Override
        public String toString() {
            return "SubscriberLookup[" + field + "]";
        }
    }

    /** Those with an address, however it is spelled; never by part of it. The server keeps that somebody looked. */
    public Found findByEmail(String email) {
        return lookUp(new SubscriberLookup("email", email, null));
    }

    /** As {@link #findByEmail}, by the telephone number that they declared: {@code +} and digits, separators or not. */
    public Found findByPhone(String phone) {
        return lookUp(new SubscriberLookup("phone", phone, null));
    }

    /** As {@link #findByEmail}, by the number of the document that they declared, whoever issued it. */
    public Found findByDocumentNumber(String number) {
        return lookUp(new SubscriberLookup("document_number", number, null));
    }

    /** As {@link #findByEmail}, by the name and day of birth that they declared, all of them together; accents count. */
    public Found findByNameAndBirthDate(String givenName, String familyName, LocalDate birthOn) {
        return lookUp(
                new SubscriberLookup("name_and_birth_date", null, new LookupPerson(givenName, familyName, birthOn)));
    }

    private Found lookUp(SubscriberLookup lookup) {
        return api.ask(Call.post("/v1/subscribers/lookups").sending(lookup).repeatably(), Found.class);
    }
}
