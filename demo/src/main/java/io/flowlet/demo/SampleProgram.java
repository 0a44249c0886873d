package io.flowlet.demo;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.cli.FlowletServer;
import io.flowlet.client.SuggestedPayee;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Once;
import io.flowlet.http.OnceOutcome;
import io.flowlet.http.StoredAnswer;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Clients;
import io.flowlet.identity.StaffRole;
import io.flowlet.ids.PublicId;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.payments.CreateDeposit;
import io.flowlet.payments.CreatePayment;
import io.flowlet.payments.PaymentOutcome;
import io.flowlet.payments.Payments;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.wallets.Wallet;
import io.flowlet.wallets.Wallets;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final int PASSWORD_BYTES = 10;
    private static final String PERSON = "amara@example.com";
    private static final String ANALYST = "dana@harbour.example";

    /** Shops of the second subscriber and those after. */
    private static final List<String> PAYEES = List.of("Harbour Café", "City Bikes", "Night Train");

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
        WatchlistSample.load(server);
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
        return folder.secret("sample.complete").map(complete -> read());
    }

    private Sample read() {
        String clientId = folder.secret("sample.client_id").orElseThrow();
        Client client = server.getBean(Clients.class)
                .find(PublicId.parse("cli", clientId).orElseThrow())
                .orElseThrow();
        List<SuggestedPayee> payees = new ArrayList<>();
        for (int i = 0; i < PAYEES.size(); i++) {
            payees.add(new SuggestedPayee(
                    PAYEES.get(i), folder.secret("sample.payee_" + i).orElseThrow()));
        }
        return new Sample(
                client,
                folder.secret("sample.client_secret").orElseThrow(),
                folder.secret("sample.from_wallet").orElseThrow(),
                folder.secret("sample.to_wallet").orElseThrow(),
                new Sample.Login(PERSON, folder.secret("sample.person_password").orElseThrow()),
                new Sample.Login(
                        ANALYST, folder.secret("sample.analyst_password").orElseThrow()),
                payees);
    }

    private Sample make() {
        ClientCredentials credentials = client();
        Actor actor = credentials.client().actor(credentials.client().scopes(), "internal");
        SamplePeople people = new SamplePeople(server, actor);
        List<Wallet> wallets = wallets(actor, people);
        people.onboarded("Ludimila", "Morvanskaya", "ludimila@example.com", LocalDate.of(1980, 7, 4));
        people.staff(
                ANALYST, Set.of(StaffRole.ANALYST), folder.secret("sample.analyst_password", SampleProgram::password));
        move(actor, wallets);
        folder.writeSecret("sample.client_id", credentials.client().clientId());
        folder.writeSecret("sample.client_secret", credentials.secret());
        folder.writeSecret("sample.from_wallet", wallets.get(0).id().toString());
        folder.writeSecret("sample.to_wallet", wallets.get(1).id().toString());
        for (int i = 0; i < PAYEES.size(); i++) {
            folder.writeSecret("sample.payee_" + i, wallets.get(i + 1).id().toString());
        }
        folder.writeSecret("sample.complete", "yes");
        return read();
    }

    private List<Wallet> wallets(Actor actor, SamplePeople people) {
        Wallets wallets = server.getBean(Wallets.class);
        List<Wallet> opened = new ArrayList<>();
        for (int i = 0; i < GIVEN.size(); i++) {
            String email = i == 0 ? PERSON : "subscriber" + (i + 1) + "@example.com";
            SubscriberId subscriber =
                    people.onboarded(GIVEN.get(i), FAMILY.get(i), email, LocalDate.of(1960 + 2 * i, 1 + i % 12, 1 + i));
            opened.add(wallets.open(caller(actor), subscriber, EUR).orElseThrow());
            if (i == 0) {
                people.account(subscriber, email, folder.secret("sample.person_password", SampleProgram::password));
            }
        }
        return opened;
    }

    /** Pronounceable enough to type from a screen: four groups of the id alphabet, 80 bits. */
    private static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String letters = HexFormat.of().formatHex(random);
        return letters.replaceAll("(.{5})(?=.)", "$1-");
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
