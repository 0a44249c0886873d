package io.flowlet.sdk;

import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API, typed: one group of operations for each resource.
 *
 * {@snippet :
 * try (Flowlet flowlet = Flowlet.at(URI.create("https://api.example.com")).client("cli_…", secret).open()) {
 *     Payments.Payment payment = flowlet.payments().create(new Payments.NewPayment(from, to, Money.of("12.50", "EUR"), null));
 * }
 * }
 *
 * <p>Make one for the whole program: it holds connections and the client's token. {@link #as} gives a cheap view for one signed-in person.
 * Calls block, which is cheap on a virtual thread; they throw {@link io.flowlet.sdk.problem.FlowletException}. What can safely be repeated
 * is repeated: see {@link Retries}. Immutable and thread-safe.
 */
public final class Flowlet implements AutoCloseable {
    private final Wire wire;
    private final URI publicAddress;
    private final @Nullable ClientCredentials client;
    private final Api api;
    private final boolean ownsWire;

    Flowlet(Wire wire, URI publicAddress, @Nullable ClientCredentials client, Credential credential, boolean ownsWire) {
        this(wire, publicAddress, client, new Api(wire, credential), ownsWire);
    }

    private Flowlet(Wire wire, URI publicAddress, @Nullable ClientCredentials client, Api api, boolean ownsWire) {
        this.wire = wire;
        this.publicAddress = publicAddress;
        this.client = client;
        this.api = api;
        this.ownsWire = ownsWire;
    }

    /**
     * Begins to describe a client of the server at {@code base}, for example {@code https://api.example.com}.
     *
     * @throws IllegalArgumentException if {@code base} is no http(s) address, or has user, query or fragment
     */
    public static FlowletSettings.At at(URI base) {
        return new FlowletSettings.At(base);
    }

    /**
     * The same server for another caller, such as the person behind a web session.
     *
     * @param accessTokens asked before every call; whoever supplies them renews them
     */
    public Flowlet as(Supplier<String> accessTokens) {
        return new Flowlet(wire, publicAddress, client, Credential.supplied(accessTokens), false);
    }

    /**
     * As {@link #as(Supplier)}, for an app that marks its screens while a break-glass role is on for the person.
     *
     * @param marks told after each answer that succeeded whether one is on, and after every other one that says so
     */
    public Flowlet as(Supplier<String> accessTokens, Consumer<Optional<BreakGlassMark>> marks) {
        Api marked = new Api(wire, Credential.supplied(accessTokens), marks);
        return new Flowlet(wire, publicAddress, client, marked, false);
    }

    /** Opening accounts for new people. */
    public Signup signup() {
        return new Signup(api);
    }

    /** The signed-in person. */
    public Me me() {
        return new Me(api);
    }

    public OAuthClients oauthClients() {
        return new OAuthClients(api);
    }

    /** What waits for another person's word. */
    public Approvals approvals() {
        return new Approvals(api);
    }

    /** A role for some hours, in an emergency. */
    public BreakGlasses breakGlasses() {
        return new BreakGlasses(api);
    }

    /** Who holds what, and whether it is still needed. */
    public AccessReview accessReview() {
        return new AccessReview(api);
    }

    public Staff staff() {
        return new Staff(api);
    }

    public Subscribers subscribers() {
        return new Subscribers(api);
    }

    /** Card, account and document numbers in exchange for tokens. */
    public Tokens tokens() {
        return new Tokens(api);
    }

    /** Know your subscriber: the steps of onboarding. */
    public Kys kys() {
        return new Kys(api);
    }

    /** Onboarding as staff see it. */
    public KysCases kysCases() {
        return new KysCases(api);
    }

    public Screening screening() {
        return new Screening(api);
    }

    public Watchlists watchlists() {
        return new Watchlists(api);
    }

    public Wallets wallets() {
        return new Wallets(api);
    }

    public Deposits deposits() {
        return new Deposits(api);
    }

    public Payments payments() {
        return new Payments(api);
    }

    /** The program's own accounts. */
    public Ledger ledger() {
        return new Ledger(api);
    }

    public AuditEvents audit() {
        return new AuditEvents(api);
    }

    /** For operators of the platform. */
    public Programs programs() {
        return new Programs(api);
    }

    /** For operators of the platform. */
    public KeyDestructions keyDestructions() {
        return new KeyDestructions(api);
    }

    public Policies policies() {
        return new Policies(api);
    }

    /**
     * Signing people in with this client's own credentials.
     *
     * @throws IllegalStateException if this client was opened without any
     */
    public OAuth oauth() {
        if (client == null) {
            throw new IllegalStateException("this client was opened without client credentials");
        }
        return oauth(client);
    }

    /** Signing people in with another client's credentials. */
    public OAuth oauth(ClientCredentials other) {
        return new OAuth(wire, publicAddress, other);
    }

    /** Ends the connections. Views of {@link #as} share them and end nothing. */
    @Override
    public void close() {
        if (ownsWire) {
            wire.close();
        }
    }

    @Override
    public String toString() {
        return "Flowlet[" + wire.base() + "]";
    }
}
