package io.flowlet.onboarding;

import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.PasswordOutcome;
import java.util.List;
import org.springframework.stereotype.Component;

/** Accounts as the identity module keeps them; an account has the id of its subscriber. */
@Component
final class IdentityAccounts implements SubscriberAccounts {
    private final Accounts accounts;

    IdentityAccounts(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Preparation prepare(String password, List<String> own) {
        return switch (accounts.prepare(password, own)) {
            case PasswordOutcome.Refused(var faults) -> new Preparation.Refused(faults);
            case PasswordOutcome.Taken(var prepared) ->
                new Preparation.Taken((caller, subscriber, email) -> switch (accounts.createSubscriber(
                        caller, caller.tenant(), subscriber.value(), email, prepared)) {
                    case AccountOutcome.Created created -> true;
                    case AccountOutcome.EmailTaken taken -> false;
                    case AccountOutcome.PasswordRefused refused ->
                        throw new IllegalStateException("a prepared password was taken before");
                });
        };
    }
}
