package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Makes a subscriber, its account and its case in one transaction. Whether the address was known is told to nobody, and the same work is done
 * in both cases: for a known one all of it is undone again. The address is its own idempotency key. Thread-safe.
 */
@Component
public final class Signup {
    private final Transactions transactions;
    private final Subscribers subscribers;
    private final SubscriberAccounts accounts;
    private final CaseWork cases;
    private final AuditLog audit;

    Signup(
            Transactions transactions,
            Subscribers subscribers,
            SubscriberAccounts accounts,
            CaseWork cases,
            AuditLog audit) {
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.accounts = accounts;
        this.cases = cases;
        this.audit = audit;
    }

    /** What became of a sign-up. */
    public sealed interface Outcome {
        /** Either it was carried out or the address was known: nobody learns which. */
        record Accepted() implements Outcome {}

        record PasswordRefused(List<FieldFault> faults) implements Outcome {}
    }

    /** Rolls the transaction back; without a stack trace, for it is an ordinary end. */
    private static final class AddressKnown extends RuntimeException {
        AddressKnown() {
            super("address known", null, false, false);
        }
    }

    /**
     * Signs a person up.
     *
     * @throws IllegalStateException inside a transaction
     */
    public Outcome signUp(Caller caller, RegisterSubscriber person, String password) {
        List<String> own =
                List.of(person.email(), person.name().given(), person.name().family());
        return switch (accounts.prepare(password, own)) {
            case SubscriberAccounts.Preparation.Refused(var faults) -> new Outcome.PasswordRefused(faults);
            case SubscriberAccounts.Preparation.Taken(var opening) -> {
                signUp(caller, person, opening);
                yield new Outcome.Accepted();
            }
        };
    }

    private void signUp(Caller caller, RegisterSubscriber person, SubscriberAccounts.Opening opening) {
        try {
            transactions.run(caller.tenant(), () -> {
                Subscriber subscriber = subscribers.register(caller, person);
                boolean opened = cases.openOrLock(caller, subscriber.id()).isPresent();
                if (!opened || !opening.create(caller, subscriber.id(), person.email())) {
                    throw new AddressKnown();
                }
            });
        } catch (AddressKnown known) {
            audit.recordAlone(AuditEvent.refused(caller, "signup.repeat", "signup", "address_known"));
        }
    }
}
