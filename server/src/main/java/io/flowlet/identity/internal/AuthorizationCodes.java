package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Account;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Session;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Gives out authorization codes: 256 random bits that work once, for a minute at most, at the client they were made for. Thread-safe. */
@Component
public final class AuthorizationCodes {
    private final Transactions transactions;
    private final CodeRows rows;
    private final PersonRows accounts;
    private final OpenScopes open;
    private final OpenIdGrants openIdGrants;
    private final Secrets secrets;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    AuthorizationCodes(
            Transactions transactions,
            CodeRows rows,
            PersonRows accounts,
            OpenScopes open,
            OpenIdGrants openIdGrants,
            Secrets secrets,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.open = open;
        this.openIdGrants = openIdGrants;
        this.secrets = secrets;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** A code for the person behind {@code session}; empty if nothing that was asked for is open to that person. */
    public Optional<String> issue(AuthorizationRequest request, Session session, Trace trace) {
        if (request.device() != null) {
            throw new IllegalArgumentException("a device gets no code");
        }
        TenantId tenant = request.client().tenant();
        if (!session.tenant().equals(tenant)
                || session.audience() != request.registration().audience()) {
            throw new IllegalArgumentException("a session is worth nothing at another tenant or audience");
        }
        return transactions.in(tenant, () -> {
            Optional<Account> account = accounts.byId(tenant, session.account())
                    .map(StoredAccount::account)
                    .filter(found -> found.disabledAt() == null);
            Set<Scope> scopes = account.map(
                            person -> open.of(person, request.scopes()).scopes())
                    .orElse(Set.of());
            if (account.isEmpty() || (scopes.isEmpty() && request.openId() == null)) {
                return Optional.empty();
            }
            PersonGrant grant = new PersonGrant(
                    ids.next(), session.id(), session.account(), session.audience(), session.createdAt());
            String code = secrets.newSecret();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Instant[] life = {now, now.plus(settings.signIn().codeLife())};
            rows.insert(secrets.digestOfCode(code), grant, request, scopes, life);
            if (request.openId() != null) {
                openIdGrants.insert(request.client(), grant, request.openId(), now);
            }
            Actor person =
                    new Actor(tenant, grant.account(), grant.audience().kind(), grant.name(), scopes, "password");
            audit.record(AuditEvent.done(
                            new Caller(person, trace),
                            "code.issue",
                            request.client().clientId())
                    .with("grant", grant.id().toString())
                    .with("session", session.publicId())
                    .with(
                            "scopes",
                            String.join(
                                    " ",
                                    new TreeSet<>(
                                            scopes.stream().map(Scope::value).toList()))));
            return Optional.of(code);
        });
    }
}
