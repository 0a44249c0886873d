package io.flowlet.sdk;

import static io.flowlet.sdk.Shape.get;
import static io.flowlet.sdk.Shape.post;
import static io.flowlet.sdk.Shape.postWithoutKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.sdk.FakeServer.Received;
import io.flowlet.sdk.FakeServer.Reply;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes over the wire, operation by operation. */
class RequestShapesTests {
    private static final Money AMOUNT = Money.of("12.50", "EUR");
    private static final String AMOUNT_JSON = "{\"value\":\"12.50\",\"currency\":\"EUR\"}";
    private static final Screening.Subject PERSON =
            new Screening.Subject("Ada", "Lovelace", LocalDate.of(1990, 1, 31), List.of("DE"));
    private static final Kys.Identity IDENTITY = new Kys.Identity(
            null,
            "Ada",
            "Lovelace",
            LocalDate.of(1990, 1, 31),
            "DE",
            "DE",
            new Kys.Address("Hauptstr. 1", null, "Berlin", "10115", "DE"));

    static Stream<Shape> shapes() {
        return Stream.of(
                        people(),
                        onboarding(),
                        screening(),
                        money(),
                        LedgerShapes.all(),
                        ApprovalShapes.all(),
                        programs())
                .flatMap(List::stream);
    }

    private static List<Shape> people() {
        var signIn = new OAuthClients.SignInGrant(
                OAuthClients.Audience.SUBSCRIBER, List.of(URI.create("https://app.example/cb")), List.of("kys:read"));
        var keys = OAuthClients.Keys.at(URI.create("https://bank.example/jwks"));
        var bank = OAuthClients.Security.of(OAuthClients.Profile.BANK, null, keys);
        return List.of(
                postWithoutKey(
                        "/v1/signup",
                        "{\"email\":\"a@example.com\",\"password\":\"p\",\"given_name\":\"Ada\",\"family_name\":\"L\"}",
                        api -> api.signup().create(new Signup.NewAccount("a@example.com", "p", "Ada", "L"))),
                get("/v1/me", api -> api.me().profile()),
                get("/v1/me/sessions", api -> api.me().sessions()),
                new Shape(
                        "DELETE /v1/me/sessions/ses_1",
                        "",
                        false,
                        api -> api.me().endSession("ses_1")),
                new Shape(
                        "POST /v1/me/password",
                        "{\"current_password\":\"a\",\"new_password\":\"b\"}",
                        false,
                        api -> api.me().changePassword("a", "b")),
                post(
                        "/v1/oauth_clients",
                        "{\"name\":\"App\",\"scopes\":[\"kys:read\"],\"allowed_networks\":[],\"sign_in\":{\"audience\":"
                                + "\"subscriber\",\"redirect_uris\":[\"https://app.example/cb\"],\"scopes\":[\"kys:read\"]}}",
                        api -> api.oauthClients()
                                .create(new OAuthClients.NewClient("App", List.of("kys:read"), List.of(), signIn))),
                post(
                        "/v1/oauth_clients",
                        "{\"name\":\"App\",\"scopes\":[\"kys:read\"],\"allowed_networks\":[\"10.0.0.0/8\"]}",
                        api -> api.oauthClients()
                                .create(new OAuthClients.NewClient(
                                        "App", List.of("kys:read"), List.of("10.0.0.0/8"), null))),
                post(
                        "/v1/oauth_clients",
                        "{\"name\":\"Bank\",\"scopes\":[\"kys:read\"],\"allowed_networks\":[],\"security\":{\"profile\":\"bank\","
                                + "\"jwks_uri\":\"https://bank.example/jwks\"}}",
                        api -> api.oauthClients()
                                .create(new OAuthClients.NewClient(
                                        "Bank", List.of("kys:read"), List.of(), null, bank, null))),
                new Shape(
                        "PUT /v1/oauth_clients/cli_1/keys",
                        "{\"jwks_uri\":\"https://bank.example/jwks\"}",
                        false,
                        api -> api.oauthClients().replaceKeys("cli_1", keys)),
                get("/v1/oauth_clients", api -> api.oauthClients().list().first()),
                new Shape(
                        "POST /v1/oauth_clients/cli_1/revocation",
                        "",
                        false,
                        api -> api.oauthClients().revoke("cli_1")),
                post(
                        "/v1/staff_invitations",
                        "{\"email\":\"s@example.com\",\"roles\":[\"analyst\"]}",
                        api -> api.staff().invite(new Staff.NewInvitation("s@example.com", List.of("analyst")))),
                post(
                        "/v1/staff_invitations",
                        "{\"email\":\"s@example.com\",\"roles\":[\"officer\"],\"reason\":\"a second one\"}",
                        api -> api.staff()
                                .invite(new Staff.NewInvitation("s@example.com", List.of("officer"), "a second one"))),
                new Shape(
                        "POST /v1/staff_invitations/inv_1/revocation",
                        "",
                        false,
                        api -> api.staff().revokeInvitation("inv_1")),
                get("/v1/staff", api -> api.staff().list()),
                post(
                        "/v1/subscribers",
                        "{\"given_name\":\"Ada\",\"family_name\":\"L\",\"email\":\"a@example.com\"}",
                        api -> api.subscribers().register(new Subscribers.NewSubscriber("Ada", "L", "a@example.com"))),
                get(
                        "/v1/subscribers?limit=10&cursor=c%2F1",
                        api -> api.subscribers().list().ofSize(10).after("c/1")),
                postWithoutKey(
                        "/v1/subscribers/lookups",
                        "{\"field\":\"email\",\"value\":\"a@example.com\"}",
                        api -> api.subscribers().findByEmail("a@example.com")),
                postWithoutKey(
                        "/v1/subscribers/lookups",
                        "{\"field\":\"phone\",\"value\":\"+442079460018\"}",
                        api -> api.subscribers().findByPhone("+442079460018")),
                postWithoutKey(
                        "/v1/subscribers/lookups",
                        "{\"field\":\"document_number\",\"value\":\"C01X00T47\"}",
                        api -> api.subscribers().findByDocumentNumber("C01X00T47")),
                postWithoutKey(
                        "/v1/subscribers/lookups",
                        "{\"field\":\"name_and_birth_date\",\"person\":{\"given_name\":\"Ada\",\"family_name\":\"L\","
                                + "\"birth_on\":\"1990-01-31\"}}",
                        api -> api.subscribers().findByNameAndBirthDate("Ada", "L", LocalDate.of(1990, 1, 31))),
                get("/v1/subscribers/sub%2F..%201", api -> api.subscribers().find("sub/.. 1")));
    }

    private static List<Shape> onboarding() {
        var notice = new Kys.Notice("service", "T", "t", "en", 1, "abc", "contract", true);
        return List.of(
                get("/v1/kyc/status", api -> api.kys().status()),
                get("/v1/kyc/status?subscriber_id=sub_1", api -> api.kys().status("sub_1")),
                get("/v1/kys/notices", api -> api.kys().notices()),
                post(
                        "/v1/kys/consents",
                        "{\"purpose\":\"service\",\"notice_version\":1,\"notice_hash\":\"abc\",\"language\":\"en\","
                                + "\"accepted\":true}",
                        api -> api.kys().consent(Kys.NewConsent.to(notice))),
                get("/v1/kys/consents", api -> api.kys().consents()),
                get("/v1/kys/consents?subscriber_id=sub_1", api -> api.kys().consents("sub_1")),
                post("/v1/kys/consents/cns_1/withdrawal", "", api -> api.kys().withdraw("cns_1")),
                post(
                        "/v1/kys/identity",
                        "{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"birth_on\":\"1990-01-31\",\"nationality\":"
                                + "\"DE\",\"residence_country\":\"DE\",\"address\":{\"line1\":\"Hauptstr. 1\",\"city\":"
                                + "\"Berlin\",\"postal_code\":\"10115\",\"country\":\"DE\"}}",
                        api -> api.kys().identify(IDENTITY)),
                post(
                        "/v1/kys/identity",
                        "{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"birth_on\":\"1990-01-31\",\"nationality\":"
                                + "\"DE\",\"residence_country\":\"DE\",\"address\":{\"line1\":\"Hauptstr. 1\",\"city\":"
                                + "\"Berlin\",\"postal_code\":\"10115\",\"country\":\"DE\"},\"phone\":\"+49301234567\","
                                + "\"document\":{\"type\":\"passport\",\"number\":\"C01X00T47\",\"issuing_country\":\"DE\"}}",
                        api -> api.kys()
                                .identify(new Kys.Identity(
                                        null,
                                        IDENTITY.givenName(),
                                        IDENTITY.familyName(),
                                        IDENTITY.birthOn(),
                                        "DE",
                                        "DE",
                                        IDENTITY.address(),
                                        "+49301234567",
                                        new Kys.Document("passport", "C01X00T47", "DE")))),
                get("/v1/kys/questionnaire", api -> api.kys().questionnaire()),
                post(
                        "/v1/kys/risk-profile",
                        "{\"answers\":[{\"question_id\":\"experience\",\"answer\":\"none\"},{\"question_id\":\"goals\","
                                + "\"answer\":[\"a\",\"b\"]}],\"questionnaire_version\":1}",
                        api -> api.kys()
                                .riskProfile(new Kys.Answers(
                                        null,
                                        List.of(
                                                Kys.Answer.one("experience", "none"),
                                                Kys.Answer.several("goals", List.of("a", "b"))),
                                        1))),
                post(
                        "/v1/kys/cases",
                        "{\"subscriber_id\":\"sub_1\"}",
                        api -> api.kysCases().open("sub_1")),
                get("/v1/kys/cases", api -> api.kysCases().list().first()),
                get(
                        "/v1/kys/cases?state=review",
                        api -> api.kysCases().list(KysCases.State.REVIEW).first()),
                get("/v1/kys/cases/kys_1", api -> api.kysCases().find("kys_1")),
                post(
                        "/v1/kys/cases/kys_1/decisions",
                        "{\"decision\":\"request_information\",\"reason\":\"r\"}",
                        api -> api.kysCases().decide("kys_1", KysCases.Verdict.REQUEST_INFORMATION, "r")));
    }

    private static List<Shape> screening() {
        String person = "{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"birth_on\":\"1990-01-31\","
                + "\"countries\":[\"DE\"]}";
        return List.of(
                get("/v1/watchlists", api -> api.watchlists().list()),
                get("/v1/screening_hits", api -> api.screening().hits().first()),
                get(
                        "/v1/screening_hits?status=open&subscriber_id=sub_1",
                        api -> api.screening()
                                .hits(Screening.HitStatus.OPEN, "sub_1")
                                .first()),
                get("/v1/screening_hits/hit_1", api -> api.screening().hit("hit_1")),
                postWithoutKey(
                        "/v1/screening_hits/hit_1/decisions",
                        "{\"decision\":\"clear\",\"reason\":\"Another birth date.\"}",
                        api -> api.screening().decide("hit_1", Screening.Verdict.CLEAR, "Another birth date.")),
                post(
                        "/v1/tokens",
                        "{\"type\":\"card_number\",\"value\":\"4111 1111 1111 1111\",\"format\":\"random\",\"subject_id\":\"sub_1\"}",
                        api -> api.tokens()
                                .create(new Tokens.NewToken(
                                        Tokens.Type.CARD_NUMBER,
                                        "4111 1111 1111 1111",
                                        Tokens.Format.RANDOM,
                                        "sub_1"))),
                get("/v1/tokens/tok_1", api -> api.tokens().find("tok_1")),
                postWithoutKey(
                        "/v1/tokens/lookups",
                        "{\"type\":\"card_number\",\"token\":\"0000000000000001\"}",
                        api -> api.tokens().lookUp(Tokens.Type.CARD_NUMBER, "0000000000000001")),
                postWithoutKey(
                        "/v1/tokens/tok_1/reveal",
                        "{\"purpose\":\"fraud_investigation\",\"reason\":\"r\"}",
                        api -> api.tokens().reveal("tok_1", Tokens.Purpose.FRAUD_INVESTIGATION, "r")),
                new Shape(
                        "DELETE /v1/tokens/tok_1",
                        "",
                        false,
                        api -> api.tokens().delete("tok_1")),
                postWithoutKey("/v1/screenings", person, api -> api.screening().screen(PERSON)));
    }

    private static List<Shape> money() {
        return List.of(
                post(
                        "/v1/wallets",
                        "{\"subscriber_id\":\"sub_1\",\"currency\":\"EUR\"}",
                        api -> api.wallets().open(new Wallets.NewWallet("sub_1", "EUR"))),
                post(
                        "/v1/wallets",
                        "{\"currency\":\"EUR\"}",
                        api -> api.wallets().open(new Wallets.NewWallet(null, "EUR"))),
                get("/v1/wallets", api -> api.wallets().list().first()),
                get(
                        "/v1/wallets?subscriber_id=sub_1",
                        api -> api.wallets().listOf("sub_1").first()),
                get("/v1/wallets/wal_1", api -> api.wallets().find("wal_1")),
                get("/v1/wallets/wal_1/balance", api -> api.wallets().balance("wal_1")),
                get(
                        "/v1/wallets/wal_1/entries",
                        api -> api.wallets().entries("wal_1").first()),
                post(
                        "/v1/payments",
                        "{\"from_wallet_id\":\"wal_1\",\"to_wallet_id\":\"wal_2\",\"amount\":" + AMOUNT_JSON
                                + ",\"description\":\"Rent\"}",
                        api -> api.payments().create(new Payments.NewPayment("wal_1", "wal_2", AMOUNT, "Rent"))),
                get("/v1/payments", api -> api.payments().list().first()),
                get("/v1/payments/pay_1", api -> api.payments().find("pay_1")),
                post(
                        "/v1/deposits",
                        "{\"wallet_id\":\"wal_1\",\"amount\":" + AMOUNT_JSON + "}",
                        api -> api.deposits().create(new Deposits.NewDeposit("wal_1", AMOUNT))),
                post(
                        "/v1/ledger/accounts",
                        "{\"name\":\"fees\",\"kind\":\"income\",\"currency\":\"EUR\",\"gl_code\":\"4000\",\"min_balance\":"
                                + "{\"value\":\"0\",\"currency\":\"EUR\"}}",
                        api -> api.ledger()
                                .open(new Ledger.NewAccount(
                                        "fees", Ledger.AccountKind.INCOME, "EUR", "4000", Money.of("0", "EUR"), null))),
                get("/v1/ledger/accounts", api -> api.ledger().accounts().first()),
                get("/v1/ledger/accounts/acc_1", api -> api.ledger().account("acc_1")),
                post(
                        "/v1/ledger/transactions",
                        "{\"legs\":[{\"debit_account_id\":\"acc_1\",\"credit_account_id\":\"acc_2\",\"amount\":"
                                + AMOUNT_JSON + "}]}",
                        api -> api.ledger().post(List.of(new Ledger.Leg("acc_1", "acc_2", AMOUNT)))),
                get("/v1/ledger/transactions/txn_1", api -> api.ledger().transaction("txn_1")),
                get("/v1/ledger/trial_balance", api -> api.ledger().trialBalance()));
    }

    private static List<Shape> programs() {
        return List.of(
                get("/v1/audit/events", api -> api.audit().list().first()),
                get("/v1/audit/events/aud_1", api -> api.audit().find("aud_1")),
                get("/v1/audit/events/aud_1/proof", api -> api.audit().proof("aud_1")),
                get(
                        "/v1/audit/events/aud_1/proof?known_size=7",
                        api -> api.audit().proof("aud_1", 7)),
                get("/v1/audit/checkpoint", api -> api.audit().checkpoint()),
                post(
                        "/v1/programs",
                        "{\"name\":\"Acme\",\"time_zone\":\"Europe/Berlin\"}",
                        api -> api.programs().create(new Programs.NewProgram("Acme", "Europe/Berlin"))),
                post(
                        "/v1/programs",
                        "{\"name\":\"Acme\"}",
                        api -> api.programs().create(new Programs.NewProgram("Acme", null))),
                get("/v1/programs", api -> api.programs().list().first()),
                get("/v1/programs/prg_1", api -> api.programs().find("prg_1")),
                post(
                        "/v1/key_destructions",
                        "{\"tenant_id\":\"ten_1\",\"reference\":\"contract 7\"}",
                        api -> api.keyDestructions().request("ten_1", "contract 7")),
                get("/v1/key_destructions", api -> api.keyDestructions().list().first()),
                get("/v1/key_destructions/kds_1", api -> api.keyDestructions().find("kds_1")),
                post(
                        "/v1/key_destructions/kds_1/approval",
                        "",
                        api -> api.keyDestructions().approve("kds_1")),
                post(
                        "/v1/key_destructions/kds_1/withdrawal",
                        "",
                        api -> api.keyDestructions().withdraw("kds_1")));
    }

    /** An answer that every operation but one can read: lists are empty, and a record's missing members are null. */
    private static final String ANY_ANSWER = "{\"data\":[],\"next_cursor\":null}";

    private static final String PROOF = """
            {"data":[],"next_cursor":null,"event_id":"aud_1","index":0,"body":"{}","proof":"p","log_vkey":"k"}""";

    private static Reply answer(Received request) {
        if (request.target().startsWith("/v1/ledger/journal")) {
            return JournalTests.journal(ANY_ANSWER);
        }
        return Reply.json(200, request.target().startsWith("/v1/audit/") ? PROOF : ANY_ANSWER);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyOperationSendsItsRequest(Shape shape) {
        try (FakeServer server = new FakeServer(RequestShapesTests::answer);
                Flowlet flowlet = server.client()) {
            shape.call().accept(flowlet);

            assertThat(server.received()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo(shape.line());
                assertThat(request.body()).isEqualTo(shape.body());
                assertThat(request.header("Idempotency-key") != null).isEqualTo(shape.keyed());
                assertThat(request.header("Authorization")).isEqualTo("Bearer token");
                assertThat(request.header("Flowlet-version")).isEqualTo("2026-11-01");
                assertThat(request.header("Content-type"))
                        .isEqualTo(shape.body().isEmpty() ? null : "application/json");
            });
        }
    }

    @Test
    void aCaseIsDecidedOnlyAsItWasSeen() {
        try (FakeServer server = new FakeServer(RequestShapesTests::answer);
                Flowlet flowlet = server.client()) {
            flowlet.kysCases().decide("kys_1", KysCases.Verdict.APPROVE, "r", 3);
            flowlet.kysCases().decide("kys_1", KysCases.Verdict.APPROVE, "r");

            assertThat(server.received().stream().map(request -> request.header("If-match")))
                    .containsExactly("\"3\"", null);
        }
    }

    @Test
    void aRequestIsDecidedOnlyAsItWasSeen() {
        try (FakeServer server = new FakeServer(RequestShapesTests::answer);
                Flowlet flowlet = server.client()) {
            flowlet.approvals().approve(ApprovalShapes.SEEN, "r");
            flowlet.approvals().reject(ApprovalShapes.SEEN, "r");
            flowlet.approvals().withdraw(ApprovalShapes.SEEN, "r");

            assertThat(server.received().stream().map(request -> request.header("If-match")))
                    .containsExactly("\"4\"", "\"4\"", "\"4\"");
        }
    }

    @Test
    void everyRequestNamesOneIdempotencyKeyAtMost() {
        try (FakeServer server = new FakeServer(RequestShapesTests::answer);
                Flowlet flowlet = server.client()) {
            shapes().forEach(shape -> shape.call().accept(flowlet));
            List<String> keys = server.received().stream()
                    .map(request -> request.header("Idempotency-key"))
                    .filter(key -> key != null)
                    .toList();
            assertThat(keys).doesNotHaveDuplicates().hasSizeGreaterThan(15);
            assertThat(server.received().stream().map(Received::method)).contains("GET", "POST", "DELETE");
        }
    }
}
