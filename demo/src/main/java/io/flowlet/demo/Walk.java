package io.flowlet.demo;

import io.flowlet.cli.Terminal;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.sdk.audit.AuditVerdict;
import io.flowlet.sdk.audit.Expectations;
import io.flowlet.sdk.audit.ProofDocument;
import io.flowlet.sdk.audit.ProofVerifier;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * The main job, step by step over HTTP: a person signs up, consents, answers, is screened, is approved and pays; another is on a list and is
 * stopped; an analyst decides. Then the books and the proof.
 */
final class Walk {
    private static final URI APP = URI.create("https://app.example.com/callback");
    private static final URI CONSOLE = URI.create("https://console.example.com/callback");
    private static final String ANALYST = "dana@harbour.example";
    private static final String SUBSCRIBER_SCOPES =
            "profile:read kys:read kys:write wallets:read wallets:write deposits:write payments:read payments:write";
    private static final String STAFF_SCOPES = "profile:read kys:read kys:review screening:read screening:decide";

    private final Steps steps;
    private final Api server;

    private Api client;
    private String from = "";
    private String payment = "";
    private String keptCheckpoint = "";

    Walk(Terminal terminal, Api server) {
        this.steps = new Steps(terminal);
        this.server = server;
        this.client = server;
    }

    /** The step that is under way, for whoever has to tell that it failed. */
    String step() {
        return steps.current();
    }

    /** Everything that needs the server; what it returns is to be verified without. */
    String throughTheApi(ClientCredentials credentials) {
        token(new Api.Secret(credentials.client().clientId(), credentials.secret()));
        OnboardingWalk onboarding = new OnboardingWalk(
                steps,
                client,
                new SignIn(app("the program's app", "subscriber", APP, SUBSCRIBER_SCOPES), APP, SUBSCRIBER_SCOPES));
        SignIn console = new SignIn(app("the staff's console", "staff", CONSOLE, STAFF_SCOPES), CONSOLE, STAFF_SCOPES);
        String analyst = invite();

        Api ada = onboarding.of(new Person("Ada", "Byron", "1990-12-10", passphrase()));
        steps.begin("is screened and approved");
        onboarding.expectStatus(ada, "approved", "");
        from = wallet(ada, "a wallet and money in it");
        fund(ada, from);
        String to = payee(onboarding);
        keepCheckpoint();
        pay(ada, to);
        stopped(onboarding, to, console, analyst);
        read(ada, to);
        return proof();
    }

    private void token(Api.Secret secret) {
        steps.begin("the program's own client gets a token");
        steps.request("POST /oauth2/token", "grant_type=client_credentials");
        Api.Answer answer = server.token(secret, Map.of("grant_type", "client_credentials"));
        Steps.expect(answer.status() == 200, "a token was refused: " + answer.text());
        steps.answer(
                answer.status(),
                answer.at("token_type") + ", " + answer.json().at("/expires_in").asInt() + " s");
        client = server.as(answer.at("access_token"));
    }

    private Api.Secret app(String name, String audience, URI redirect, String scopes) {
        steps.begin("a sign-in for " + name);
        Api.Answer made = steps.post(client, "/v1/oauth_clients", """
                {"name":"%s","scopes":[%s],"sign_in":{"audience":"%s","redirect_uris":["%s"],"scopes":["%s"]}}""".formatted(
                        name,
                        audience.equals("subscriber") ? "\"signup:write\"" : "",
                        audience,
                        redirect,
                        scopes.replace(" ", "\",\"")));
        Steps.expect(made.status() == 201, "it was refused: " + made.status() + " " + made.text());
        steps.answer(made.status(), made.at("id"));
        return new Api.Secret(made.at("id"), made.at("client_secret"));
    }

    /** The analyst's password. */
    private String invite() {
        steps.begin("an analyst is invited and sets her password");
        Api.Answer invited =
                steps.post(client, "/v1/staff_invitations", "{\"email\":\"" + ANALYST + "\",\"roles\":[\"analyst\"]}");
        Steps.expect(invited.status() == 201, "it was refused: " + invited.status() + " " + invited.text());
        steps.answer(invited.status(), "a link for one use");
        String password = passphrase();
        URI link = server.base().resolve(URI.create(invited.at("url")).getPath());
        steps.request("POST " + link.getPath().replaceAll("[^/]+$", "…"), "password=…");
        try (Browser browser = new Browser()) {
            Browser.Page page = browser.open(link);
            Browser.Page done = browser.submit(page, Map.of("password", password));
            Steps.expect(done.status() == 200, "the page refused: " + done.status() + " " + done.text());
            steps.answer(done.status(), "the account is ready");
        }
        return password;
    }

    private String wallet(Api person, String which) {
        steps.begin(which);
        return steps.created(steps.post(person, "/v1/wallets", "{\"currency\":\"EUR\"}"));
    }

    private void fund(Api person, String wallet) {
        steps.created(steps.post(
                person, "/v1/deposits", "{\"wallet_id\":\"" + wallet + "\",\"amount\":" + euro("100.00") + "}"));
    }

    private String payee(OnboardingWalk onboarding) {
        String wallet = steps.quietly(() -> {
            Api grace = onboarding.of(new Person("Grace", "Hopper", "1986-12-09", passphrase()));
            return wallet(grace, "");
        });
        steps.begin("somebody to pay: Grace did the same");
        steps.remark(wallet);
        return wallet;
    }

    private void keepCheckpoint() {
        steps.begin("a checkpoint of the audit log, kept");
        keptCheckpoint = untilThere("/v1/audit/checkpoint").text();
        steps.answer(200, "the audit log has " + sizeOf(keptCheckpoint) + " entries");
    }

    private void pay(Api ada, String to) {
        steps.begin("Ada pays");
        String body = transfer(from, to, "25.50");
        String key = UUID.randomUUID().toString();
        payment = steps.created(steps.post(ada, "/v1/payments", body, key));

        steps.begin("the same again");
        steps.request("POST /v1/payments", "the same body and Idempotency-Key");
        Api.Answer again = ada.post("/v1/payments", body, Optional.of(key));
        Steps.expect(
                again.status() == 201 && again.replayed() && again.at("id").equals(payment), "it was not replayed");
        steps.answer(again.status(), "Idempotent-Replayed: true, " + again.at("id"));

        steps.begin("too much");
        steps.refused(steps.post(ada, "/v1/payments", transfer(from, to, "1000.00")), 422, "insufficient_funds");
    }

    private void stopped(OnboardingWalk onboarding, String to, SignIn console, String password) {
        Person listed = WatchlistSample.listed(passphrase());
        Api viktor = steps.quietly(() -> onboarding.of(listed));
        steps.begin(listed.given() + " did the same, but is on a watchlist");
        onboarding.expectStatus(viktor, "in_review", ", and nothing says why");
        String wallet = steps.quietly(() -> wallet(viktor, ""));
        steps.refused(steps.post(viktor, "/v1/payments", transfer(wallet, to, "1.00")), 422, "subscriber_not_approved");

        steps.begin("the analyst signs in and looks");
        Api analyst = console.as(ANALYST, password, server, steps);
        JsonNode hit =
                steps.get(analyst, "/v1/screening_hits?status=open").json().at("/data/0");
        Steps.expect(!hit.at("/id").asString("").isEmpty(), "there is no open hit");
        steps.answer(
                200,
                hit.at("/id").asString() + " resembles " + hit.at("/entry_name").asString() + ", score "
                        + hit.at("/score").asString());
        JsonNode review =
                steps.get(analyst, "/v1/kys/cases?state=review").json().at("/data/0");
        String decisions = "/v1/kys/cases/" + review.at("/id").asString() + "/decisions";
        steps.refused(
                steps.post(analyst, decisions, "{\"decision\":\"approve\",\"reason\":\"in a hurry\"}"),
                409,
                "hits_undecided");

        steps.begin("and decides");
        decided(
                steps.post(
                        analyst,
                        "/v1/screening_hits/" + hit.at("/id").asString() + "/decisions",
                        "{\"decision\":\"confirm\",\"reason\":\"same name and birth date\"}"),
                "status");
        decided(steps.post(analyst, decisions, "{\"decision\":\"reject\",\"reason\":\"listed\"}"), "state");
        steps.begin(listed.given() + " asks again");
        onboarding.expectStatus(viktor, "rejected", "");
    }

    private void decided(Api.Answer answer, String member) {
        Steps.expect(answer.status() == 200, "it was refused: " + answer.status() + " " + answer.text());
        steps.answer(answer.status(), answer.at("id") + " " + answer.at(member));
    }

    private void read(Api ada, String to) {
        steps.begin("Ada's wallet");
        balance(ada, from, "74.50");
        Api.Answer entries = steps.get(ada, "/v1/wallets/" + from + "/entries");
        Steps.expect(entries.json().at("/data").size() == 2, "there are not two entries");
        for (JsonNode entry : entries.json().at("/data")) {
            steps.answer(
                    200,
                    "version " + entry.at("/version").asLong() + ": "
                            + entry.at("/direction").asString() + " "
                            + entry.at("/amount/value").asString() + ", then "
                            + entry.at("/balance/value").asString());
        }
        steps.begin("somebody else's is none of her business");
        steps.request("GET /v1/wallets/" + to + "/balance", "");
        steps.refused(ada.get("/v1/wallets/" + to + "/balance"), 404, "not_found");

        steps.begin("the trial balance");
        JsonNode totals = steps.get(client, "/v1/ledger/trial_balance").json().at("/totals");
        Steps.expect(!totals.isEmpty(), "it is empty");
        for (JsonNode total : totals) {
            String debit = total.at("/debit/value").asString();
            String credit = total.at("/credit/value").asString();
            Steps.expect(debit.equals(credit), "debits and credits differ: " + debit + ", " + credit);
            steps.answer(200, total.at("/debit/currency").asString() + " debit " + debit + " = credit " + credit);
        }
    }

    private void balance(Api person, String wallet, String expected) {
        Api.Answer answer = steps.get(person, "/v1/wallets/" + wallet + "/balance");
        Steps.expect(answer.at("available.value").equals(expected), "it is not " + expected);
        steps.answer(answer.status(), "available " + expected + " EUR");
    }

    private String proof() {
        steps.begin("the audit event of the payment");
        String list = "/v1/audit/events?limit=100";
        steps.request("GET " + list, "");
        Api.Answer events =
                Steps.again(() -> client.get(list), answer -> eventOf(answer).isEmpty());
        String event = eventOf(events);
        Steps.expect(!event.isEmpty(), "no event tells of " + payment);
        steps.answer(200, event + " tells of " + payment);

        steps.begin("its proof");
        String path = "/v1/audit/events/" + event + "/proof?known_size=" + sizeOf(keptCheckpoint);
        String proof = untilThere(path).text();
        steps.answer(200, proof.length() + " bytes");
        return proof;
    }

    /** The last step: the server is gone, only the proof and the checkpoint that was kept are there. */
    void verifyOffline(String proof) {
        steps.begin("verified offline");
        try {
            Expectations kept = Expectations.none().withCheckpoint(SignedNote.parse(keptCheckpoint));
            AuditVerdict verdict = ProofVerifier.verify(ProofDocument.parse(proof), kept);
            Steps.expect(verdict instanceof AuditVerdict.VerifiedProof, "it does not verify: " + verdict);
            AuditVerdict.VerifiedProof verified = (AuditVerdict.VerifiedProof) verdict;
            Steps.expect(!verified.selfConsistentOnly(), "it does not lean on the kept checkpoint");
            steps.remark("the server is stopped; the event is entry " + verified.index() + " of "
                    + verified.head().size() + ", in agreement with the kept checkpoint");
        } catch (Malformed e) {
            throw new StepFailed("it cannot be read: " + e.getMessage());
        }
    }

    /** The id of the event that tells of the payment; empty as long as the log does not list it. */
    private String eventOf(Api.Answer events) {
        String event = "";
        for (JsonNode found : events.json().at("/data")) {
            if (found.at("/event/object").asString("").equals(payment)
                    && found.at("/event/outcome").asString("").equals("done")) {
                event = found.at("/id").asString();
            }
        }
        return event;
    }

    private Api.Answer untilThere(String path) {
        steps.request("GET " + path, "");
        return Steps.again(() -> client.get(path), gotten -> gotten.status() == 404 || gotten.status() == 409);
    }

    /** Long, random, and nobody's. */
    private static String passphrase() {
        return "walk-" + UUID.randomUUID();
    }

    private static String transfer(String from, String to, String value) {
        return "{\"from_wallet_id\":\"" + from + "\",\"to_wallet_id\":\"" + to + "\",\"amount\":" + euro(value) + "}";
    }

    private static String euro(String value) {
        return "{\"value\":\"" + value + "\",\"currency\":\"EUR\"}";
    }

    private static long sizeOf(String checkpoint) {
        try {
            return Checkpoint.of(SignedNote.parse(checkpoint)).size();
        } catch (Malformed e) {
            throw new StepFailed("it is no checkpoint: " + e.getMessage());
        }
    }
}
