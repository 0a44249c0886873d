package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.Challenges;
import io.flowlet.identity.internal.CodeRows;
import io.flowlet.identity.internal.InvitationRows;
import io.flowlet.identity.internal.ResetRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.StaffInvitationRows;
import io.flowlet.identity.internal.StepRows;
import io.flowlet.identity.internal.TokenRows;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class InvitationsModuleTests extends OAuthTests {
    private final SettableClock clock = new SettableClock(Instant.now());

    @Autowired
    StepRows stepRows;

    @Autowired
    Challenges challenges;

    @Autowired
    ResetRows resetRows;

    @Autowired
    private Transactions transactions;

    @Autowired
    private InvitationRows rows;

    @Autowired
    private TokenRows tokenRows;

    @Autowired
    private SessionRows sessionRows;

    @Autowired
    private CodeRows codeRows;

    @Autowired
    private StaffInvitationRows staffInvitationRows;

    @Autowired
    private Secrets secrets;

    @Autowired
    private AuditLog audit;

    @Autowired
    private IdentitySettings settings;

    private Invitations invitations;

    @BeforeEach
    void setUp() {
        invitations = new Invitations(transactions, rows, secrets, clients, audit, settings, clock);
    }

    @Test
    void makesAnOperatorOnce() throws Exception {
        Invitation invitation = invitations.create(systemOf(TenantId.PLATFORM));
        assertThat(invitation.link().toString()).startsWith(ISSUER + "/invite/");
        String token = tokenOf(invitation);
        assertThat(token).matches("[\\w-]{43}");
        assertThat(invitations.isOpen(token)).isTrue();

        ClientCredentials operator = invitations.redeem(token, TRACE).orElseThrow();
        assertThat(operator.client().tenant()).isEqualTo(TenantId.PLATFORM);
        assertThat(operator.client().scopes()).isEqualTo(Scopes.platform());
        assertThat(clients.anyOperator()).isTrue();
        assertThat(tokenOf(operator)).isNotBlank();
        assertThat(auditOf(operator, "done"))
                .containsExactly("oauth_client.create null", "invitation.redeem null", "token.issue null");

        assertThat(invitations.isOpen(token)).isFalse();
        assertThat(invitations.redeem(token, TRACE)).isEmpty();
    }

    @Test
    void endsAfterFifteenMinutes() {
        String token = tokenOf(invitations.create(systemOf(TenantId.PLATFORM)));
        clock.advance(Invitations.LIFE.minusMillis(1));
        assertThat(invitations.isOpen(token)).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(invitations.isOpen(token)).isFalse();
        assertThat(invitations.redeem(token, TRACE)).isEmpty();
    }

    @Test
    void knowsNothingElse() {
        String token = tokenOf(invitations.create(systemOf(TenantId.PLATFORM)));
        for (String other :
                List.of("", "x", token + "x", token.substring(1), "A" + token, "\u0000", "x".repeat(100_000))) {
            assertThat(invitations.isOpen(other)).isFalse();
            assertThat(invitations.redeem(other, TRACE)).isEmpty();
        }
        assertThat(invitations.isOpen(token)).isTrue();
    }

    @Test
    void servesOneOfManyAtOnce() throws Exception {
        String token = tokenOf(invitations.create(systemOf(TenantId.PLATFORM)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Optional<ClientCredentials>>> attempts = IntStream.range(0, 16)
                    .<Callable<Optional<ClientCredentials>>>mapToObj(i -> () -> invitations.redeem(token, TRACE))
                    .toList();
            int made = 0;
            for (Future<Optional<ClientCredentials>> attempt : threads.invokeAll(attempts)) {
                made += attempt.get().isPresent() ? 1 : 0;
            }
            assertThat(made).isEqualTo(1);
        }
    }

    @Test
    void keepsNoTokenInItsTableAndShowsNoneInText() {
        Invitation invitation = invitations.create(systemOf(TenantId.PLATFORM));
        String token = tokenOf(invitation);
        assertThat(invitation.toString()).doesNotContain(token);
        assertThat(superuser.queryForList("select t::text from identity.invitation t", String.class))
                .isNotEmpty()
                .noneMatch(row -> row.contains(token));
    }

    @Test
    void purgesWhatCanNeverWorkAgain() throws Exception {
        ClientCredentials client = newClient();
        String token = tokenOf(client);
        invitations.create(systemOf(TenantId.PLATFORM));
        IdentityPurge purge = new IdentityPurge(
                transactions,
                tokenRows,
                sessionRows,
                stepRows,
                challenges,
                resetRows,
                codeRows,
                rows,
                staffInvitationRows,
                clock);
        clock.set(Instant.now());
        purge.runOnce();
        assertThat(introspected(client, token)).isTrue();

        clock.advance(Duration.ofDays(1));
        assertThat(purge.runOnce()).isGreaterThanOrEqualTo(2);
        assertThat(purge.runOnce()).isZero();
        assertThat(introspected(client, token)).isFalse();
        assertThat(superuser.queryForList("select 1 from identity.invitation")).isEmpty();
    }

    private boolean introspected(ClientCredentials client, String token) throws Exception {
        var request = basic(form("/oauth2/introspect", Map.of("token", token)), client);
        return json(call(request)).path("active").asBoolean();
    }

    private static String tokenOf(Invitation invitation) {
        String path = invitation.link().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
