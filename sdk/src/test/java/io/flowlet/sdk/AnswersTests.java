package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Reply;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What comes over the wire, as values. */
class AnswersTests {
    private static <T> T answered(String json, Function<Flowlet, T> call) {
        return answered(200, json, call);
    }

    private static <T> T answered(int status, String json, Function<Flowlet, T> call) {
        try (FakeServer server = new FakeServer(request -> Reply.json(status, json));
                Flowlet flowlet = server.client()) {
            return call.apply(flowlet);
        }
    }

    @Test
    void membersAndConstantsOfALaterServerDoNoHarm() {
        Payments.Payment payment = answered("""
                {"id":"pay_1","kind":"direct_debit","status":"in_limbo","from_wallet_id":null,"to_wallet_id":"wal_2",
                 "amount":{"value":"12.50","currency":"EUR","precision":2},"description":null,"masked":false,"transaction_id":"txn_1",
                 "authority":"client","created_at":"2026-11-22T10:00:00.123456Z","fees":[{"a":1}]}
                """, flowlet -> flowlet.payments().find("pay_1"));

        assertThat(payment.kind()).isEqualTo(Payments.Kind.UNKNOWN);
        assertThat(payment.status()).isEqualTo(Payments.Status.UNKNOWN);
        assertThat(payment.fromWalletId()).isNull();
        assertThat(payment.amount()).isEqualTo(Money.of("12.5", "EUR"));
        assertThat(payment.createdAt()).isEqualTo(Instant.parse("2026-11-22T10:00:00.123456Z"));
    }

    @Test
    void onboardingReadsAsItStands() {
        Kys.Status status = answered("""
                {"subscriber_id":"sub_1","case_id":"kys_1","status":"in_progress",
                 "steps":[{"name":"notice_and_consent","status":"done"},{"name":"identity","status":"open"}],
                 "next_steps":[{"step":"identity","method":"POST","path":"/v1/kys/identity"}],
                 "risk_level":null,"tier":null,"updated_at":"2026-11-22T10:00:00Z"}
                """, flowlet -> flowlet.kys().status());

        assertThat(status.status()).isEqualTo(Kys.OnboardingStatus.IN_PROGRESS);
        assertThat(status.steps())
                .containsExactly(
                        new Kys.Step("notice_and_consent", Kys.StepStatus.DONE),
                        new Kys.Step("identity", Kys.StepStatus.OPEN));
        assertThat(status.nextSteps()).containsExactly(new Kys.NextStep("identity", "POST", "/v1/kys/identity"));
        assertThat(status.riskLevel()).isNull();
    }

    @Test
    void whatNeedsAnotherPersonReadsAsARequest() {
        String request = """
                {"id":"apr_1","kind":"staff.invite","subject":"inv_1","state":"open","version":1,"reason":"r","maker_id":"usr_1",
                 "checkers_needed":1,"opened_at":"2026-11-22T10:00:00Z","expires_at":"2026-11-29T10:00:00Z","decisions":[],"change":null}
                """;
        var asked = new Approvals.Approval(
                "apr_1",
                "staff.invite",
                "inv_1",
                Approvals.State.OPEN,
                1,
                "r",
                "usr_1",
                1,
                List.of(),
                null,
                Instant.parse("2026-11-22T10:00:00Z"),
                Instant.parse("2026-11-29T10:00:00Z"),
                null,
                null,
                List.of(),
                null,
                null);
        var invitation = new Staff.NewInvitation("s@example.com", List.of("officer"), "a second officer");
        Staff.InviteOutcome waits =
                answered(202, request, flowlet -> flowlet.staff().invite(invitation));
        assertThat(waits).isEqualTo(new Staff.InviteOutcome.NeedsApproval(asked));
        String link =
                "{\"id\":\"inv_1\",\"url\":null,\"expires_at\":\"2026-11-29T10:00:00Z\",\"secret_available\":false}";
        Staff.InviteOutcome is = answered(201, link, flowlet -> flowlet.staff().invite(invitation));
        assertThat(is)
                .isEqualTo(new Staff.InviteOutcome.Invited(
                        new Staff.Invitation("inv_1", null, Instant.parse("2026-11-29T10:00:00Z"), false)));

        var client = new OAuthClients.NewClient("Console", List.of(), List.of(), null, "a new console");
        OAuthClients.CreateOutcome asks =
                answered(202, request, flowlet -> flowlet.oauthClients().create(client));
        assertThat(asks).isEqualTo(new OAuthClients.CreateOutcome.NeedsApproval(asked));
        String made = "{\"id\":\"cli_1\",\"client_secret\":\"s\",\"secret_available\":true}";
        OAuthClients.CreateOutcome there =
                answered(201, made, flowlet -> flowlet.oauthClients().create(client));
        assertThat(((OAuthClients.CreateOutcome.Created) there).client().clientSecret())
                .isEqualTo("s");
    }

    @Test
    void aHitReadsWithItsEntry() {
        Screening.Hit hit = answered("""
                {"id":"hit_1","subscriber_id":"sub_1","status":"open","list":"un_consolidated","list_version":3,
                 "entry_id":"e1","entry_hash":"ab","entry_name":"N","matched_name":"M","score":"0.97",
                 "evidence":"name_only","entry":{"names":["N"],"birth_dates":["1970"],"countries":["IR"],
                 "type":"individual","remarks":null},"subject":{"given_name":"A","family_name":"B",
                 "birth_on":"1970-01-01","countries":["DE"]},"found_at":"2026-11-22T10:00:00Z","decided_at":null,
                 "decision":null}
                """, flowlet -> flowlet.screening().hit("hit_1"));

        assertThat(hit.score()).isEqualTo(new BigDecimal("0.97"));
        assertThat(hit.status()).isEqualTo(Screening.HitStatus.OPEN);
        assertThat(hit.subject())
                .isEqualTo(new Screening.ComparedPerson("A", "B", LocalDate.of(1970, 1, 1), List.of("DE"), false));
    }

    @Test
    void listsThatAnOlderServerLeavesOutAreEmpty() {
        Me.Profile profile = answered("""
                {"kind":"subscriber","id":"sub_1","email":"a@example.com","given_name":"Ada","family_name":"L",
                 "mode":"test","tenant_id":"ten_1","scopes":["kys:read"]}
                """, flowlet -> flowlet.me().profile());

        assertThat(profile.kind()).isEqualTo(Me.Kind.SUBSCRIBER);
        assertThat(profile.roles()).isEmpty();
        assertThat(profile.scopes()).containsExactly("kys:read");
    }

    @Test
    void amountsCompareAsNumbers() {
        assertThat(Money.of("12.50", "EUR"))
                .isEqualTo(Money.of("12.5", "EUR"))
                .hasSameHashCodeAs(Money.of("12.5", "EUR"))
                .isNotEqualTo(Money.of("12.50", "USD"))
                .hasToString("12.50 EUR");
    }

    @Test
    void aKeyIsVisibleAscii() {
        for (String wrong : List.of("", "a b", "ä", "a\n", "x".repeat(256))) {
            assertThatThrownBy(() -> IdempotencyKey.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(IdempotencyKey.fresh()).isNotEqualTo(IdempotencyKey.fresh());
    }

    @Test
    void anIdIsNeverAPathOfItsOwn() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, "{}"));
                Flowlet flowlet = server.client()) {
            for (String wrong : List.of("", ".", "..")) {
                assertThatThrownBy(() -> flowlet.wallets().find(wrong)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void anAddressIsPlain() {
        for (String wrong : List.of("ftp://a", "https://u:p@a", "https://a?b", "https://a#b", "a", "https:///x")) {
            assertThatThrownBy(() -> Flowlet.at(URI.create(wrong)))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void boundsOfRetriesAreSane() {
        assertThatThrownBy(() -> new Retries(0, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
