package io.flowlet.subscribers.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.AccountErasure;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The account that a subscriber signs in with; {@code identity} knows accounts, not subscribers. */
@Component
final class SignInRecords implements SubjectRecords {
    private final AccountErasure accounts;

    SignInRecords(AccountErasure accounts) {
        this.accounts = accounts;
    }

    @Override
    public String section() {
        return "sign_in";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of("identity.account.email", "identity.session.user_agent");
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber) {
        return accounts.told(tenant, subscriber.value());
    }

    @Override
    public void erase(Caller caller, SubscriberId subscriber, Instant at) {
        accounts.erase(caller, subscriber.value(), at);
    }
}
