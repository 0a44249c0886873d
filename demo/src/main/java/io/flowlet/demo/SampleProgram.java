package io.flowlet.demo;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.cli.FlowletServer;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.StoredAnswer;
import io.flowlet.identity.ClientCredentials;
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
import io.flowlet.payments.CreatePayment;
import io.flowlet.payments.PaymentOutcome;
import io.flowlet.payments.Payments;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.wallets.Wallet;
import io.flowlet.wallets.Wallets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.springframework.context.ApplicationContext;

/**
 * A program with subscribers, wallets and some hundred payments in its test tenant, made once through the same facades that requests go
 * through; names and amounts grow from one seed and are the same for everybody.
 */
final class SampleProgram {
    private static final long SEED = 20_260_101;
    private static final int PAYMENTS = 300;
    private static final long OPENING_MINOR = 250_000;
    private static final long LARGEST_MINOR = 12_000;
    private static final Currency EUR = Currency.of(978);
    private static final int HASH_DIGITS = 64;
    private static final LocalDate BORN = LocalDate.of(1988, 4, 17);
    private static final List<GivenAnswer> ANSWERS = List.of(
            answer("horizon", "3_to_7_years"),
            answer("goal", "growth"),
            answer("drop_reaction", "wait"),
            answer("loss_capacity", "tenth"),
            answer("experience", "2_to_5_years"),
            answer("products", "funds"),
            answer("knowledge", "falls"),
            answer("income", "steady"),
            answer("reserve", "3_to_6_months"));

    private static final List<String> GIVEN = List.of(
            "Amara", "Björn", "Chiara", "Dmitri", "Elif", "Fatima", "Goran", "Hana", "Ines", "Jonas", "Keiko", "Luca",
            "Maya", "Nikos", "Olga", "Pedro", "Quynh", "Rosa", "Sven", "Tariq");
    private static final List<String> FAMILY = List.of(
            "Okafor",
            "Lindqvist",
            "Moretti",
            "Volkov",
            "Yılmaz",
            "Haddad",
            "Petrović",
            "Novak",
            "Carvalho",
            "Weber",
            "Tanaka",
            "Rossi",
            "Patel",
            "Georgiou",
            "Kowalska",
            "García",
            "Nguyen",
            "Jiménez",
            "Berg",
            "Rahman");
    private static final List<String> REASONS =
            List.of("rent", "lunch", "tickets", "groceries", "a loan back", "birthday", "train", "electricity");

    private final ApplicationContext server;
    private final DemoFolder folder;
    private final Consumer<String> progress;

    SampleProgram(ApplicationContext server, DemoFolder folder, Consumer<String> progress) {
        this.server = server;
        this.folder = folder;
        this.progress = progress;
    }

    /** What an earlier demo made in this folder, or all of it new. */
    Sample ensure() {
        return known().orElseGet(() -> {
            progress.accept("making the sample program");
            return make();
        });
    }

    /** A program with a client and nothing else. */
    ClientCredentials client() {
        Caller operator = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "demo"), server);
        return server.getBean(Programs.class)
                .create(new CreateProgram("Harbour (sample)", ZoneId.of("Europe/Berlin")), operator)
                .client(TenantMode.TEST);
    }

    private Optional<Sample> known() {
        Optional<String> id = folder.secret("sample.client_id");
        Optional<String> secret = folder.secret("sample.client_secret");
        Optional<String> from = folder.secret("sample.from_wallet");
        Optional<String> to = folder.secret("sample.to_wallet");
        return id.isEmpty() || secret.isEmpty() || from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sample(id.get(), secret.get(), from.get(), to.get()));
    }

    private Sample make() {
        ClientCredentials credentials = client();
        Actor actor = credentials.client().actor(credentials.client().scopes(), "internal");
        List<Wallet> wallets = wallets(actor);
        move(actor, wallets);
        Sample sample = new Sample(
                credentials.client().clientId(),
                credentials.secret(),
                wallets.get(0).id().toString(),
                wallets.get(1).id().toString());
        folder.writeSecret("sample.client_secret", sample.clientSecret());
        folder.writeSecret("sample.from_wallet", sample.fromWallet());
        folder.writeSecret("sample.to_wallet", sample.toWallet());
        folder.writeSecret("sample.client_id", sample.clientId());
        return sample;
    }

    private List<Wallet> wallets(Actor actor) {
        Subscribers subscribers = server.getBean(Subscribers.class);
        Wallets wallets = server.getBean(Wallets.class);
        List<Wallet> opened = new ArrayList<>();
        for (int i = 0; i < GIVEN.size(); i++) {
            Subscriber.PersonName name = new Subscriber.PersonName(GIVEN.get(i), FAMILY.get(i));
            Subscriber subscriber = subscribers.register(
                    caller(actor), new RegisterSubscriber(name, "subscriber" + (i + 1) + "@example.com"));
            onboard(caller(actor), subscriber);
            opened.add(wallets.open(caller(actor), subscriber.id(), EUR).orElseThrow());
        }
        return opened;
    }

    /** Walks a subscriber through every step, as a client of the program may. */
    private void onboard(Caller caller, Subscriber subscriber) {
        Consents consents = server.getBean(Consents.class);
        consents.notices(caller.tenant()).stream()
                .filter(Notice::required)
                .forEach(notice -> consents.give(
                        caller,
                        new GiveConsent(
                                subscriber.id(),
                                notice.purpose(),
                                notice.version(),
                                notice.hash(),
                                notice.language())));
        Onboarding onboarding = server.getBean(Onboarding.class);
        DeclaredIdentity.Address address =
                new DeclaredIdentity.Address("Hafenstraße 1", null, "Hamburg", "20457", "DE");
        onboarding.declareIdentity(
                caller,
                subscriber.id(),
                new DeclaredIdentity(
                        subscriber.name().given(), subscriber.name().family(), BORN, "DE", "DE", address));
        RiskProfileOutcome profile = onboarding.completeRiskProfile(caller, subscriber.id(), ANSWERS, 1);
        if (!(profile instanceof RiskProfileOutcome.Completed)) {
            throw new IllegalStateException("a sample subscriber was not taken: " + profile);
        }
    }

    private static GivenAnswer answer(String question, String option) {
        return new GivenAnswer(question, List.of(option));
    }

    private void move(Actor actor, List<Wallet> wallets) {
        Payments payments = server.getBean(Payments.class);
        for (int i = 0; i < wallets.size(); i++) {
            Money opening = new Money(EUR, OPENING_MINOR);
            done(payments.deposit(
                    caller(actor),
                    new CreateDeposit(wallets.get(i).id(), opening),
                    once(actor, "POST /v1/deposits", "sample-deposit-" + i)));
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < PAYMENTS; i++) {
            int from = random.nextInt(wallets.size());
            int to = (from + 1 + random.nextInt(wallets.size() - 1)) % wallets.size();
            CreatePayment payment = new CreatePayment(
                    wallets.get(from).id(),
                    wallets.get(to).id(),
                    new Money(EUR, 1 + random.nextLong(LARGEST_MINOR)),
                    REASONS.get(random.nextInt(REASONS.size())));
            done(payments.create(caller(actor), payment, once(actor, "POST /v1/payments", "sample-payment-" + i)));
        }
    }

    private Caller caller(Actor actor) {
        return FlowletServer.callerAs(actor, server);
    }

    private static Once<PaymentOutcome> once(Actor actor, String route, String key) {
        IdempotencyKey named =
                new IdempotencyKey(actor.tenant(), actor.principal(), route, key, "0".repeat(HASH_DIGITS));
        return new Once<>(named, outcome -> switch (outcome) {
            case PaymentOutcome.Posted posted ->
                new StoredAnswer(201, "{\"id\":\"" + posted.payment().id() + "\"}");
            case PaymentOutcome.Refused refused ->
                new StoredAnswer(422, "{\"code\":\"" + refused.reason().code() + "\"}");
        });
    }

    /** A wallet that had too little is part of the picture; anything else is a fault of ours. */
    private static void done(OnceOutcome outcome) {
        boolean answered = outcome instanceof OnceOutcome.Fresh || outcome instanceof OnceOutcome.Replayed;
        if (!answered) {
            throw new IllegalStateException("the sample program could not be made: " + outcome);
        }
    }
}
