package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.CodeChecks;
import io.flowlet.identity.internal.Enrolments;
import io.flowlet.identity.internal.FactorRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.RefusalAudit;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StepRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * The second step of signing in: a code of what the person has, or the first such thing set up.
 *
 * <p>Between the steps the browser holds a secret and the server a row that works for {@code patience}; a changed password, other roles and a
 * disabled account end it. There is no session before the second step is done. Thread-safe.
 */
@Component
public final class FactorSignIns {
    private final Transactions transactions;
    private final PersonRows accounts;
    private final FactorRows factors;
    private final StepRows steps;
    private final CodeChecks codes;
    private final Enrolments enrolments;
    private final SessionStarts starts;
    private final Secrets secrets;
    private final RefusalAudit refusals;
    private final StaffProviders providers;
    private final Clock clock;

    FactorSignIns(
            Transactions transactions,
            PersonRows accounts,
            FactorRows factors,
            StepRows steps,
            CodeChecks codes,
            Enrolments enrolments,
            SessionStarts starts,
            Secrets secrets,
            RefusalAudit refusals,
            StaffProviders providers,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.factors = factors;
        this.steps = steps;
        this.codes = codes;
        this.enrolments = enrolments;
        this.starts = starts;
        this.secrets = secrets;
        this.refusals = refusals;
        this.providers = providers;
        this.clock = clock;
    }

    /** The sign-in of a cookie that waits at {@code client}. */
    public Optional<WaitingSignIn> waiting(Client client, String cookie) {
        return transactions.in(client.tenant(), () -> find(client, cookie));
    }

    /** Judges a code of the authenticator app, or a recovery code. */
    public CodeOutcome code(SignInBrowser browser, String cookie, String typed) {
        Optional<WaitingSignIn> waiting = waiting(browser.client(), cookie);
        CodeOutcome outcome = locked(
                        browser.client(),
                        cookie,
                        (still, account) ->
                                still.enrols() ? new CodeOutcome.Gone() : judged(browser, cookie, account, typed))
                .orElse(new CodeOutcome.Gone());
        switch (outcome) {
            case CodeOutcome.Wrong() -> note(browser, waiting, "code_wrong");
            case CodeOutcome.Blocked blocked -> note(browser, waiting, "codes_blocked");
            case CodeOutcome.SignedIn signedIn -> {}
            case CodeOutcome.Gone() -> {}
        }
        return outcome;
    }

    private CodeOutcome judged(SignInBrowser browser, String cookie, Account account, String typed) {
        Instant now = now();
        return switch (codes.check(SessionStarts.callerOf(account, browser.trace()), account, typed, now)) {
            case CodeChecks.Verdict.Right() -> begin(browser, cookie, account);
            case CodeChecks.Verdict.Wrong() -> new CodeOutcome.Wrong();
            case CodeChecks.Verdict.Blocked(Instant until) -> new CodeOutcome.Blocked(secondsUntil(until, now));
        };
    }

    /** What the authenticator app of somebody who must set one up may take; the same each time the page is shown. */
    public Optional<TotpOffer> offer(Client client, String cookie) {
        return locked(
                        client,
                        cookie,
                        (waiting, account) -> isToEnrol(waiting, account)
                                ? Optional.of(enrolments.offer(account, cookie))
                                : Optional.<TotpOffer>empty())
                .flatMap(Function.identity());
    }

    /** Sets the authenticator app up if {@code typed} is its code. */
    public EnrolOutcome enrol(SignInBrowser browser, String cookie, String typed) {
        return locked(browser.client(), cookie, (waiting, account) -> {
                    if (!isToEnrol(waiting, account)) {
                        return new EnrolOutcome.Gone();
                    }
                    Instant now = now();
                    List<String> made = enrolments.take(
                            SessionStarts.callerOf(account, browser.trace()), account, cookie, typed, now);
                    if (made.isEmpty()) {
                        return new EnrolOutcome.Wrong();
                    }
                    steps.enrolled(secrets.digestOfStep(cookie), now);
                    return new EnrolOutcome.Enrolled(made);
                })
                .orElse(new EnrolOutcome.Gone());
    }

    /** Begins the session of somebody who has just set the authenticator app up and seen the recovery codes. */
    public CodeOutcome finish(SignInBrowser browser, String cookie) {
        return locked(
                        browser.client(),
                        cookie,
                        (waiting, account) ->
                                waiting.enrolled() ? begin(browser, cookie, account) : new CodeOutcome.Gone())
                .orElse(new CodeOutcome.Gone());
    }

    private boolean isToEnrol(WaitingSignIn waiting, Account account) {
        // of two browsers that wait for the first factor of one account, the one that was second does not replace it
        return waiting.enrols() && !waiting.enrolled() && !factors.hasAny(account.tenant(), account.id());
    }

    private CodeOutcome begin(SignInBrowser browser, String cookie, Account account) {
        steps.remove(secrets.digestOfStep(cookie));
        SessionStarts.Begun begun = starts.begin(browser, account, Proof.PASSWORD_AND_CODE);
        return new CodeOutcome.SignedIn(begun.session(), begun.cookie());
    }

    // the row is looked for with the account locked: whoever ended it before is seen, whoever wants to end it waits
    private <T> Optional<T> locked(Client client, String cookie, BiFunction<WaitingSignIn, Account, T> then) {
        TenantId tenant = client.tenant();
        return transactions.in(
                tenant,
                () -> find(client, cookie)
                        .flatMap(waiting -> accounts.lock(tenant, waiting.account()))
                        .map(StoredAccount::account)
                        .filter(account -> account.disabledAt() == null && providers.letsSignInHere(account))
                        .flatMap(account -> find(client, cookie).map(waiting -> then.apply(waiting, account))));
    }

    private Optional<WaitingSignIn> find(Client client, String cookie) {
        return steps.find(secrets.digestOfStep(cookie), client.tenant(), audienceOf(client), now());
    }

    private void note(SignInBrowser browser, Optional<WaitingSignIn> waiting, String reason) {
        SecurityLog.write(
                SecurityLog.Event.SIGN_IN_FAILED,
                browser.address(),
                browser.client().tid(),
                browser.trace());
        Audience audience = audienceOf(browser.client());
        refusals.recordSignIn(
                browser.client(), waiting.map(known -> audience.nameOf(known.account())), reason, browser.trace());
    }

    private static Audience audienceOf(Client client) {
        return Objects.requireNonNull(client.signIn()).audience();
    }

    private static int secondsUntil(Instant until, Instant now) {
        return Math.toIntExact(Math.max(1, Duration.between(now, until).toSeconds()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
