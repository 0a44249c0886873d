package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.Ceremonies;
import io.flowlet.identity.internal.Challenges;
import io.flowlet.identity.internal.PasskeyRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.RefusalAudit;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Signing in with a passkey: who the person is, what she has and that it opened for her, all in one signature. No address is typed, no failure of
 * others keeps anybody from it, and it works on this server's own pages only, whatever page asks for it. Thread-safe.
 */
@Component
public final class PasskeySignIns {
    private final Transactions transactions;
    private final PersonRows accounts;
    private final PasskeyRows passkeys;
    private final Ceremonies ceremonies;
    private final Challenges challenges;
    private final SessionStarts starts;
    private final AuditLog audit;
    private final RefusalAudit refusals;
    private final StaffProviders providers;
    private final Clock clock;

    PasskeySignIns(
            Transactions transactions,
            PersonRows accounts,
            PasskeyRows passkeys,
            Ceremonies ceremonies,
            Challenges challenges,
            SessionStarts starts,
            AuditLog audit,
            RefusalAudit refusals,
            StaffProviders providers,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.challenges = challenges;
        this.starts = starts;
        this.audit = audit;
        this.refusals = refusals;
        this.providers = providers;
        this.clock = clock;
    }

    /** Whether passkeys work at this installation's address. */
    public boolean areOffered() {
        return ceremonies.arePossible();
    }

    /** A challenge for a browser that holds {@code held}. */
    public PasskeyOffer offer(String held) {
        return new PasskeyOffer(challenges.make(held, now()), ceremonies.relyingParty());
    }

    /**
     * The session of whoever's passkey answered; empty if it is nobody's here, however that comes.
     *
     * @param held as for {@link #offer}
     * @param answer JSON as browsers give it
     */
    public Optional<SignInOutcome.SignedIn> signIn(SignInBrowser browser, String held, String answer) {
        Instant now = now();
        Optional<Ceremonies.Claim> claim =
                ceremonies.claim(answer, challenge -> challenges.isOwn(challenge, held, now));
        Optional<SignInOutcome.SignedIn> begun =
                claim.flatMap(known -> transactions.in(browser.client().tenant(), () -> judged(browser, known, now)));
        if (begun.isEmpty()) {
            SecurityLog.write(
                    SecurityLog.Event.SIGN_IN_FAILED,
                    browser.address(),
                    browser.client().tid(),
                    browser.trace());
            refusals.recordSignIn(browser.client(), Optional.empty(), "passkey_refused", browser.trace());
        }
        return begun;
    }

    private Optional<SignInOutcome.SignedIn> judged(SignInBrowser browser, Ceremonies.Claim claim, Instant now) {
        TenantId tenant = browser.client().tenant();
        Audience audience = Objects.requireNonNull(browser.client().signIn()).audience();
        Optional<Account> account = passkeys.find(tenant, claim.credentialId())
                .flatMap(known -> accounts.lock(tenant, known.account()))
                .map(StoredAccount::account)
                .filter(known ->
                        known.audience() == audience && known.disabledAt() == null && providers.letsSignInHere(known))
                .filter(known -> isOf(claim, known.id()));
        // with the account locked: of two answers at once the counter of the other is seen
        return account.flatMap(known -> passkeys.find(tenant, claim.credentialId())
                .flatMap(passkey -> ceremonies.used(claim, passkey).flatMap(used -> {
                    if (!challenges.use(claim.challenge())) {
                        return Optional.empty();
                    }
                    passkeys.use(tenant, passkey.id(), used, now);
                    return Optional.of(begin(browser, known));
                })));
    }

    private SignInOutcome.SignedIn begin(SignInBrowser browser, Account account) {
        SessionStarts.Begun begun = starts.begin(browser, account, Proof.PASSKEY);
        Caller caller = SessionStarts.callerOf(account, browser.trace());
        audit.record(AuditEvent.done(caller, "passkey.use", account.name())
                .with("session", begun.session().publicId()));
        return new SignInOutcome.SignedIn(begun.session(), begun.cookie());
    }

    private static boolean isOf(Ceremonies.Claim claim, UUID account) {
        return Arrays.equals(claim.userHandle(), handle(account));
    }

    /** By what devices know an account: its id, which tells nobody anything. */
    static byte[] handle(UUID account) {
        return ByteBuffer.allocate(16)
                .putLong(account.getMostSignificantBits())
                .putLong(account.getLeastSignificantBits())
                .array();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
