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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The main job, step by step over HTTP: each request and its answer in short; the first that goes wrong ends it. */
final class Walk {
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 100;
    private static final String IDENTITY =
            "{\"subscriber_id\":\"%s\",\"given_name\":\"Ada\",\"family_name\":\"Byron\",\"birth_on\":\"1985-12-10\","
                    + "\"nationality\":\"GB\",\"residence_country\":\"DE\",\"address\":{\"line1\":\"Ring 1\",\"city\":\"Bonn\","
                    + "\"postal_code\":\"53111\",\"country\":\"DE\"}}";
    private static final String ANSWERS =
            "{\"userId\":\"%s\",\"answers\":[{\"questionId\":\"horizon\",\"answer\":\"3_to_7_years\"},"
                    + "{\"questionId\":\"goal\",\"answer\":\"growth\"},{\"questionId\":\"drop_reaction\",\"answer\":\"wait\"},"
                    + "{\"questionId\":\"loss_capacity\",\"answer\":\"tenth\"},"
                    + "{\"questionId\":\"experience\",\"answer\":\"2_to_5_years\"},"
                    + "{\"questionId\":\"products\",\"answer\":[\"funds\"]},{\"questionId\":\"knowledge\",\"answer\":\"falls\"},"
                    + "{\"questionId\":\"income\",\"answer\":\"steady\"},{\"questionId\":\"reserve\",\"answer\":\"3_to_6_months\"}]}";

    private final Terminal terminal;
    private final Api api;
    private int step;
    private String name = "start";

    private String subscriber = "";
    private String from = "";
    private String to = "";
    private String paymentBody = "";
    private String paymentKey = "";
    private String payment = "";
    private String keptCheckpoint = "";

    Walk(Terminal terminal, Api api) {
        this.terminal = terminal;
        this.api = api;
    }

    /** The step that is under way, for whoever has to tell that it failed. */
    String step() {
        return step + " " + name;
    }

    /** Everything that needs the server; what it returns is to be verified without. */
    String throughTheApi(ClientCredentials credentials) {
        token(credentials);
        openWallets();
        moveMoney();
        refuse();
        read();
        return proof();
    }

    private void token(ClientCredentials credentials) {
        begin("a token");
        Api.Answer answer = told(
                "POST /oauth2/token",
                "grant_type=client_credentials",
                api.authenticate(credentials.client().clientId(), credentials.secret()));
        expect(answer.status() == 200, "a token was refused");
        tell(
                answer.status(),
                answer.at("token_type") + ", " + answer.json().at("/expires_in").asInt() + " s");
    }

    private void openWallets() {
        begin("a subscriber");
        Api.Answer person = post(
                "/v1/subscribers", "{\"given_name\":\"Ada\",\"family_name\":\"Byron\",\"email\":\"ada@example.com\"}");
        subscriber = created(person);
        onboard();
        from = wallet("a wallet");
        to = wallet("another wallet");
    }

    private void onboard() {
        begin("onboarding");
        for (JsonNode notice : get("/v1/kys/notices").json().at("/data")) {
            if (notice.at("/required").asBoolean()) {
                created(post(
                        "/v1/kys/consents",
                        ("{\"subscriber_id\":\"%s\",\"purpose\":\"%s\",\"notice_version\":%d,\"notice_hash\":\"%s\","
                                        + "\"language\":\"%s\",\"accepted\":true}")
                                .formatted(
                                        subscriber,
                                        notice.at("/purpose").asString(),
                                        notice.at("/version").asInt(),
                                        notice.at("/hash").asString(),
                                        notice.at("/language").asString())));
            }
        }
        status(post("/v1/kys/identity", IDENTITY.formatted(subscriber)), "status");
        status(post("/v1/kys/risk-profile", ANSWERS.formatted(subscriber)), "riskLevel");
        expect(
                get("/v1/kyc/status?subscriber_id=" + subscriber).at("status").equals("approved"),
                "the subscriber is not approved");
    }

    private void status(Api.Answer answer, String member) {
        expect(answer.status() == 200, "it was refused: " + answer.status() + " " + answer.text());
        tell(answer.status(), answer.at(member));
    }

    private String wallet(String which) {
        begin(which);
        return created(post("/v1/wallets", "{\"subscriber_id\":\"" + subscriber + "\",\"currency\":\"EUR\"}"));
    }

    private void moveMoney() {
        begin("a deposit");
        created(post("/v1/deposits", "{\"wallet_id\":\"" + from + "\",\"amount\":" + euro("100.00") + "}"));

        begin("a checkpoint, kept");
        keptCheckpoint = untilThere("/v1/audit/checkpoint").text();
        tell(200, "the audit log has " + sizeOf(keptCheckpoint) + " entries");

        begin("a payment");
        paymentBody = transfer("25.50");
        paymentKey = UUID.randomUUID().toString();
        payment = created(
                told("POST /v1/payments", paymentBody, api.post("/v1/payments", paymentBody, Optional.of(paymentKey))));

        begin("the same again");
        Api.Answer again = told(
                "POST /v1/payments",
                "the same body and Idempotency-Key",
                api.post("/v1/payments", paymentBody, Optional.of(paymentKey)));
        expect(again.status() == 201 && again.replayed() && again.at("id").equals(payment), "it was not replayed");
        tell(again.status(), "Idempotent-Replayed: true, " + again.at("id"));
    }

    private void refuse() {
        begin("too much");
        Api.Answer refused = post("/v1/payments", transfer("1000.00"));
        expect(
                refused.status() == 422 && refused.at("code").equals("insufficient_funds"),
                "it was not refused as insufficient_funds");
        tell(refused.status(), refused.at("code") + ": " + refused.at("detail"));
    }

    private void read() {
        begin("the balances");
        balance(from, "74.50");
        balance(to, "25.50");

        begin("the entries");
        Api.Answer entries = get("/v1/wallets/" + from + "/entries");
        expect(entries.json().at("/data").size() == 2, "there are not two entries");
        for (JsonNode entry : entries.json().at("/data")) {
            tell(
                    200,
                    "version " + entry.at("/version").asLong() + ": "
                            + entry.at("/direction").asString() + " "
                            + entry.at("/amount/value").asString() + ", then "
                            + entry.at("/balance/value").asString());
        }

        begin("the trial balance");
        Api.Answer trial = get("/v1/ledger/trial_balance");
        JsonNode totals = trial.json().at("/totals");
        expect(!totals.isEmpty(), "it is empty");
        for (JsonNode total : totals) {
            String debit = total.at("/debit/value").asString();
            String credit = total.at("/credit/value").asString();
            expect(debit.equals(credit), "debits and credits differ: " + debit + ", " + credit);
            tell(200, total.at("/debit/currency").asString() + " debit " + debit + " = credit " + credit);
        }
    }

    private void balance(String wallet, String expected) {
        Api.Answer answer = get("/v1/wallets/" + wallet + "/balance");
        expect(answer.at("available.value").equals(expected), "it is not " + expected);
        tell(answer.status(), "available " + expected + " EUR");
    }

    private String proof() {
        begin("the audit event");
        String list = "/v1/audit/events?limit=100";
        Api.Answer events = told(
                "GET " + list,
                "",
                again(() -> api.get(list), answer -> eventOf(answer).isEmpty()));
        String event = eventOf(events);
        expect(!event.isEmpty(), "no event tells of " + payment);
        tell(200, event + " tells of " + payment);

        begin("its proof");
        String path = "/v1/audit/events/" + event + "/proof?known_size=" + sizeOf(keptCheckpoint);
        String proof = untilThere(path).text();
        tell(200, proof.length() + " bytes");
        return proof;
    }

    /** The last step: the server is gone, only the proof and the checkpoint that was kept are there. */
    void verifyOffline(String proof) {
        begin("verified offline");
        try {
            Expectations kept = Expectations.none().withCheckpoint(SignedNote.parse(keptCheckpoint));
            AuditVerdict verdict = ProofVerifier.verify(ProofDocument.parse(proof), kept);
            expect(verdict instanceof AuditVerdict.VerifiedProof, "it does not verify: " + verdict);
            AuditVerdict.VerifiedProof verified = (AuditVerdict.VerifiedProof) verdict;
            expect(!verified.selfConsistentOnly(), "it does not lean on the kept checkpoint");
            terminal.line("       the server is stopped; the event is entry " + verified.index() + " of "
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
        Api.Answer answer = again(() -> api.get(path), gotten -> gotten.status() == 404 || gotten.status() == 409);
        return told("GET " + path, "", answer);
    }

    /** The sequencer needs a moment to take an event into the log. */
    private static Api.Answer again(Supplier<Api.Answer> request, Predicate<Api.Answer> notYet) {
        Api.Answer answer = request.get();
        for (int i = 0; i < TRIES && notYet.test(answer); i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StepFailed("interrupted");
            }
            answer = request.get();
        }
        expect(answer.status() == 200, "it did not come: " + answer.status() + " " + answer.text());
        return answer;
    }

    private String transfer(String value) {
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

    private String created(Api.Answer answer) {
        String id = answer.status() == 201 ? answer.at("id") : "";
        expect(!id.isEmpty(), "it was not created: " + answer.status() + " " + answer.text());
        tell(answer.status(), id);
        return id;
    }

    private Api.Answer post(String path, String body) {
        return told(
                "POST " + path,
                body,
                api.post(path, body, Optional.of(UUID.randomUUID().toString())));
    }

    private Api.Answer get(String path) {
        Api.Answer answer = told("GET " + path, "", api.get(path));
        expect(answer.status() == 200, "it was refused: " + answer.status() + " " + answer.text());
        return answer;
    }

    private void begin(String step) {
        this.step++;
        this.name = step;
        terminal.line("%2d  %s".formatted(this.step, terminal.bold(step)));
    }

    private Api.Answer told(String request, String body, Api.Answer answer) {
        terminal.line("    > " + request + (body.isEmpty() ? "" : "  " + terminal.dim(body)));
        return answer;
    }

    private void tell(int status, String answer) {
        terminal.line("    < " + terminal.good(Integer.toString(status)) + "  " + answer);
    }

    private static void expect(boolean condition, String otherwise) {
        if (!condition) {
            throw new StepFailed(otherwise);
        }
    }
}
