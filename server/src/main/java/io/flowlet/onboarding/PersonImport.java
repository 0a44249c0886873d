package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.PreparedPassword;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Takes people over from another system: subscriber, account and case in one transaction each, as a {@link Signup} makes them, with the
 * password that they have. Nothing of their onboarding is taken over: it begins when they sign in. Thread-safe.
 */
@Component
public final class PersonImport {
    private final Transactions transactions;
    private final Subscribers subscribers;
    private final Accounts accounts;
    private final CaseWork cases;

    PersonImport(Transactions transactions, Subscribers subscribers, Accounts accounts, CaseWork cases) {
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.accounts = accounts;
        this.cases = cases;
    }

    /** What became of a person. For operators alone: it tells who has an account. */
    public enum Outcome {
        IMPORTED,
        /** An import made the account before; nothing was done. */
        ALREADY_IMPORTED,
        /** Somebody has an account with this address that no import made; nothing was done. */
        ADDRESS_IN_USE
    }

    /** Somebody took the address meanwhile: rolls the transaction back, without a stack trace. */
    private static final class AddressKnown extends RuntimeException {
        AddressKnown() {
            super("address known", null, false, false);
        }
    }

    /** What stands in the way of an import of {@code email}; empty if nothing does. */
    public Optional<Outcome> obstacle(TenantId tenant, String email) {
        return accounts.isSubscriberImported(tenant, email)
                .map(imported -> imported ? Outcome.ALREADY_IMPORTED : Outcome.ADDRESS_IN_USE);
    }

    /**
     * Takes one person over. Costs a hash, as a sign-in, unless the address is known.
     *
     * @param caller of the tenant that serves the person
     * @throws io.flowlet.http.Refusal {@code overloaded}
     */
    public Outcome take(Caller caller, ImportPerson person) {
        String email = person.person().email();
        Optional<Outcome> obstacle = obstacle(caller.tenant(), email);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        PreparedPassword password = accounts.wrap(person.password());
        try {
            transactions.run(caller.tenant(), () -> create(caller, person, password));
            return Outcome.IMPORTED;
        } catch (AddressKnown meanwhile) {
            return obstacle(caller.tenant(), email).orElseThrow();
        }
    }

    private void create(Caller caller, ImportPerson person, PreparedPassword password) {
        Subscriber subscriber = subscribers.register(caller, person.person());
        if (cases.openOrLock(caller, subscriber.id()).isEmpty()) {
            throw new IllegalStateException("a subscriber that was made just now is there");
        }
        switch (accounts.createSubscriber(
                caller,
                caller.tenant(),
                subscriber.id().value(),
                person.person().email(),
                password)) {
            case AccountOutcome.Created created -> {}
            case AccountOutcome.EmailTaken taken -> throw new AddressKnown();
            case AccountOutcome.PasswordRefused refused ->
                throw new IllegalStateException("a wrapped password is judged by nobody");
        }
    }
}
