package io.flowlet.sdk;

import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.FundsProblem;
import io.flowlet.sdk.problem.LimitProblem;
import io.flowlet.sdk.problem.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The code of docs/guides/java-client.md, so that it compiles. {@link GuideTests} compares the two. */
abstract class GuideSnippets {
    /** What the guide's reader brings along. */
    interface Session {
        void keep(OAuth.SignIn started);

        String accessToken();
    }

    Flowlet open(String clientId, String clientSecret) {
        Flowlet flowlet = Flowlet.at(URI.create("https://api.example.com"))
                .client(clientId, clientSecret)
                .open();
        return flowlet;
    }

    Payments.Payment pay(Flowlet flowlet, String from, String to) {
        Payments.Payment paid =
                flowlet.payments().create(new Payments.NewPayment(from, to, Money.of("12.50", "EUR"), "Rent for May"));
        return paid;
    }

    void payOnce(Flowlet flowlet, Payments.NewPayment payment, long orderNumber) {
        flowlet.payments().create(payment, IdempotencyKey.of("order-" + orderNumber));
    }

    void payOrRead(Flowlet flowlet, Payments.NewPayment payment) {
        try {
            flowlet.payments().create(payment);
        } catch (FundsProblem problem) {
            askForADeposit();
        } catch (LimitProblem problem) {
            tryLater(problem.retryAfter());
        } catch (ApiProblem problem) {
            log(problem.code(), problem.requestId());
        } catch (Unreachable lost) {
            askAgainUnder(lost.idempotencyKey());
        }
    }

    Stream<Wallets.Entry> read(Flowlet flowlet, String walletId) {
        Stream<Wallets.Entry> debits = flowlet.wallets().entries(walletId).stream()
                .filter(entry -> entry.direction() == Wallets.Direction.DEBIT);
        return debits;
    }

    void begin(Flowlet flowlet, URI callback, Session session) {
        OAuth.SignIn started = flowlet.oauth().signIn(callback, List.of("wallets:read", "payments:write"));
        session.keep(started);
        redirectTo(started.url());
    }

    Flowlet finish(Flowlet flowlet, OAuth.SignIn started, Session session, String state, String code, String iss) {
        if (!started.isAnsweredBy(state)) {
            throw new IllegalStateException("not the browser that left");
        }
        OAuth.Tokens tokens = flowlet.oauth().exchange(started, code, iss);
        Flowlet person = flowlet.as(() -> session.accessToken());
        return tokens.life().isZero() ? flowlet : person;
    }

    void bookToday(Flowlet flowlet, LocalDate day, Path folder) throws IOException {
        byte[] lines = flowlet.ledger().journal().csv(day);
        Files.write(folder.resolve("journal-" + day + ".csv"), lines);
    }

    LedgerPeriods.ClosedPeriod close(Flowlet flowlet, LocalDate endOfMonth) {
        LedgerPeriods.ClosedPeriod closed =
                flowlet.ledger().periods().close(endOfMonth, IdempotencyKey.of("close-" + endOfMonth));
        return closed;
    }

    void propose(Flowlet maker, Policies.Proposal proposal) {
        switch (maker.policies().propose("onboarding", proposal.because("The board raised the age."))) {
            case Policies.Outcome.Published(Policies.Version version) -> inForce(version);
            case Policies.Outcome.Requested(Approvals.Approval request) -> tellTheOfficers(request.id());
        }
    }

    void approve(Flowlet officer, String requestId) {
        Approvals.Approval request = officer.approvals().find(requestId);
        if (isRight(request.change())) {
            officer.approvals().approve(request, "Minutes of 12 May.");
        }
    }

    void lookAtAToken(Flowlet flowlet, Tokens.NewToken card) {
        Tokens.Token token = flowlet.tokens().create(card);
        keep(token.token(), token.masked());
    }

    abstract void inForce(Policies.Version version);

    abstract void tellTheOfficers(String requestId);

    abstract boolean isRight(Approvals.@Nullable Change change);

    abstract void keep(String token, String masked);

    abstract void askForADeposit();

    abstract void tryLater(Optional<Duration> wait);

    abstract void log(String code, @Nullable String requestId);

    abstract void askAgainUnder(Optional<String> key);

    abstract void redirectTo(URI url);
}
