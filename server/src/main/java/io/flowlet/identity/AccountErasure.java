package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.DeviceRows;
import io.flowlet.identity.internal.ErasableAccountRows;
import io.flowlet.identity.internal.FactorRows;
import io.flowlet.identity.internal.MailRows;
import io.flowlet.identity.internal.PasskeyRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A subscriber's account told to its owner, and taken away. What is sealed goes with the subscriber's key, which its owner module destroys;
 * here go the password, the index of the address and the sessions. Works inside the open transaction of the account's tenant. Thread-safe.
 */
@Component
public final class AccountErasure {
    private static final UUID NONE = new UUID(0, 0);

    private final ErasableAccountRows rows;
    private final FactorRows factors;
    private final PasskeyRows passkeys;
    private final MailRows mail;
    private final DeviceRows devices;
    private final SessionRows sessions;
    private final Secrets secrets;
    private final AuditLog audit;

    AccountErasure(
            ErasableAccountRows rows,
            FactorRows factors,
            PasskeyRows passkeys,
            MailRows mail,
            DeviceRows devices,
            SessionRows sessions,
            Secrets secrets,
            AuditLog audit) {
        this.rows = rows;
        this.factors = factors;
        this.passkeys = passkeys;
        this.mail = mail;
        this.devices = devices;
        this.sessions = sessions;
        this.secrets = secrets;
        this.audit = audit;
    }

    /** The account and its sessions as JSON, also those that ended and are not purged yet; empty if the subscriber has no account. */
    public Map<String, @Nullable Object> told(TenantId tenant, UUID subscriber) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        rows.account(tenant, subscriber).ifPresent(account -> {
            told.put("email", account.email());
            told.put("created_at", account.createdAt());
            told.put("password_changed_at", account.passwordChangedAt());
            told.put(
                    "second_factors",
                    factors.list(tenant, subscriber).stream()
                            .map(AccountErasure::told)
                            .toList());
            told.put(
                    "passkeys",
                    passkeys.list(tenant, subscriber).stream()
                            .map(passkey -> told(new Factor(FactorKind.PASSKEY, passkey.madeAt(), passkey.usedAt())))
                            .toList());
            told.put("sessions", rows.sessions(tenant, subscriber));
        });
        return told;
    }

    private static Map<String, @Nullable Object> told(Factor factor) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("kind", factor.kind().code());
        told.put("created_at", factor.madeAt());
        told.put("last_used_at", factor.usedAt());
        return told;
    }

    /** Ends the account for good: nobody signs in to it, its address is free, its sessions end everywhere within a second. Audited once. */
    public void erase(Caller caller, UUID subscriber, Instant at) {
        // drawn by lot: equal to no address's index, and to no other erased account's
        devices.removeAll(caller.tenant(), subscriber);
        mail.removeAll(caller.tenant(), subscriber);
        factors.removeAll(caller.tenant(), subscriber);
        if (rows.erase(caller.tenant(), subscriber, secrets.unusedIndex(), at)) {
            int ended = sessions.revokeAll(caller.tenant(), subscriber, NONE, at);
            audit.record(AuditEvent.done(caller, "account.erase", Audience.SUBSCRIBER.nameOf(subscriber))
                    .with("sessions", (long) ended));
        }
    }
}
