package io.flowlet.bench.http;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.cli.FlowletServer;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.StoredAnswer;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.ledger.AccountKind;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.ledger.ProgramAccounts;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.onboarding.Consents;
import io.flowlet.onboarding.DeclaredIdentity;
import io.flowlet.onboarding.GiveConsent;
import io.flowlet.onboarding.GivenAnswer;
import io.flowlet.onboarding.Notice;
import io.flowlet.onboarding.Onboarding;
import io.flowlet.onboarding.RiskProfileOutcome;
import io.flowlet.payments.CreateDeposit;
import io.flowlet.payments.PaymentOutcome;
import io.flowlet.payments.Payments;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.settings.SettingsReport;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.wallets.Wallets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A program in its test tenant whose subscribers are onboarded and have a funded wallet each, and which has as many accounts of its own: made
 * through the facades that requests go through, before the server that is measured starts.
 *
 * @param wallets ids as the API shows them
 * @param accounts ids as the API shows them
 */
public record PaymentProgram(ClientCredentials client, List<String> wallets, List<String> accounts) {
    private static final Currency EUR = Currency.of(978);
    private static final long OPENING_MINOR = 100_000_000_00L;
    private static final int AT_A_TIME = 8;
    private static final int HASH_DIGITS = 64;
    private static final String GL_CODE = "2800";

    public static PaymentProgram make(SettingsReport settings, int subscribers) {
        try (ConfigurableApplicationContext server = FlowletServer.facades(settings)) {
            Caller operator = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "bench"), server);
            ClientCredentials client = server.getBean(Programs.class)
                    .create(new CreateProgram("Bench", ZoneId.of("UTC")), operator)
                    .client(TenantMode.TEST);
            Actor actor = client.client().actor(client.client().scopes(), "internal");
            return new PaymentProgram(
                    client, new People(server, actor).wallets(subscribers), accounts(server, actor, subscribers));
        }
    }

    private static List<String> accounts(ApplicationContext server, Actor actor, int count) {
        ProgramAccounts accounts = server.getBean(ProgramAccounts.class);
        Caller caller = FlowletServer.callerAs(actor, server);
        List<String> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            OpenAccount account = new OpenAccount(
                    AccountOwner.PROGRAM, AccountKind.LIABILITY, EUR, GL_CODE, "bench:" + i, OpenAccount.Bounds.NONE);
            opened.add(accounts.open(caller, account).id().toString());
        }
        return opened;
    }

    /** Makes the subscribers of one tenant. */
    private record People(ApplicationContext server, Actor actor) {
        private static final DeclaredIdentity.Address HOME =
                new DeclaredIdentity.Address("Hafenstr. 1", null, "Hamburg", "20459", "DE");

        List<String> wallets(int count) {
            wallet(0); // whatever is made when first asked for is made now, by one
            try (ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME)) {
                List<Future<String>> made = new ArrayList<>();
                for (int i = 1; i <= count; i++) {
                    int number = i;
                    made.add(workers.submit(() -> wallet(number)));
                }
                List<String> wallets = new ArrayList<>();
                for (Future<String> wallet : made) {
                    wallets.add(wallet.get());
                }
                return wallets;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a subscriber could not be made", e.getCause());
            }
        }

        private String wallet(int number) {
            SubscriberId subscriber = onboarded(number);
            Wallets wallets = server.getBean(Wallets.class);
            var wallet = wallets.open(caller(), subscriber, EUR).orElseThrow();
            OnceOutcome funded = server.getBean(Payments.class)
                    .deposit(
                            caller(),
                            new CreateDeposit(wallet.id(), new Money(EUR, OPENING_MINOR)),
                            once("deposit-" + number));
            require(funded instanceof OnceOutcome.Fresh(StoredAnswer answer) && answer.status() < 300, funded);
            return wallet.id().toString();
        }

        private SubscriberId onboarded(int number) {
            String family = "Bench" + Integer.toString(number, Character.MAX_RADIX);
            SubscriberId subscriber = server.getBean(Subscribers.class)
                    .register(
                            caller(),
                            new RegisterSubscriber(
                                    new Subscriber.PersonName("Amara", family), "s" + number + "@example.com"))
                    .id();
            Consents consents = server.getBean(Consents.class);
            for (Notice notice : consents.notices(actor.tenant())) {
                if (notice.required()) {
                    consents.give(
                            caller(),
                            new GiveConsent(
                                    subscriber, notice.purpose(), notice.version(), notice.hash(), notice.language()));
                }
            }
            Onboarding onboarding = server.getBean(Onboarding.class);
            onboarding.declareIdentity(
                    caller(),
                    subscriber,
                    new DeclaredIdentity("Amara", family, LocalDate.of(1980, 1, 1), "DE", "DE", HOME, null, null));
            List<GivenAnswer> answers = onboarding.questionnaire(actor.tenant()).questions().stream()
                    .map(question -> new GivenAnswer(
                            question.id(), List.of(question.options().getFirst().id())))
                    .toList();
            RiskProfileOutcome outcome = onboarding.completeRiskProfile(caller(), subscriber, answers, null);
            require(outcome instanceof RiskProfileOutcome.Completed, outcome);
            return subscriber;
        }

        private Once<PaymentOutcome> once(String key) {
            IdempotencyKey named = new IdempotencyKey(
                    actor.tenant(), actor.principal(), "POST /v1/deposits", key, "0".repeat(HASH_DIGITS));
            return new Once<>(named, outcome -> switch (outcome) {
                case PaymentOutcome.Posted posted -> new StoredAnswer(201, "{}");
                case PaymentOutcome.Refused refused ->
                    new StoredAnswer(422, "{\"code\":\"" + refused.reason().code() + "\"}");
            });
        }

        private Caller caller() {
            return FlowletServer.callerAs(actor, server);
        }

        private static void require(boolean went, Object outcome) {
            if (!went) {
                throw new IllegalStateException("the program could not be made: " + outcome);
            }
        }
    }
}
