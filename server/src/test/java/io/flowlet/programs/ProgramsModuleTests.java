package io.flowlet.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.identity.Client;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Scopes;
import io.flowlet.ids.Uuid7;
import io.flowlet.programs.internal.ProgramRows;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.ServerTests;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class ProgramsModuleTests extends ServerTests {
    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
    private static final Caller OPERATOR = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
    private static final CreateProgram ACME = new CreateProgram("Acme", ZoneId.of("Europe/Berlin"));

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());

    @Autowired
    private Programs programs;

    @Autowired
    private Tenants tenants;

    @Autowired
    private Clients clients;

    @Autowired
    private Transactions transactions;

    @Autowired
    private ProgramRows rows;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Uuid7 ids;

    /** The first version of each policy comes with the tenant. */
    private static final String[] OPENED = {
        "tenant.open",
        "oauth_client.create",
        "policy.publish",
        "policy.publish",
        "policy.publish",
        "policy.publish",
        "policy.publish",
        "policy.publish"
    };

    @Test
    void givesAProgramTwoTenantsWithAClientEach() {
        NewProgram made = programs.create(ACME, OPERATOR);
        Program program = made.program();
        Tenant live = program.tenant(TenantMode.LIVE);
        Tenant test = program.tenant(TenantMode.TEST);
        assertThat(live.id()).isNotEqualTo(test.id());
        assertThat(live.timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(programs.find(OPERATOR, program.id())).contains(program);
        assertThat(tenants.find(live.id())).contains(live);
        assertThat(tenants.mode(live.id())).isEqualTo(TenantMode.LIVE);
        assertThat(tenants.mode(test.id())).isEqualTo(TenantMode.TEST);
        assertThat(tenants.all()).contains(live, test);

        Client first = clients.find(made.client(TenantMode.LIVE).client().id()).orElseThrow();
        assertThat(first.tenant()).isEqualTo(live.id());
        assertThat(first.tid()).isEqualTo(live.publicId());
        assertThat(auditOf(live.id())).containsExactly(OPENED);
        assertThat(auditOf(test.id())).containsExactly(OPENED);
    }

    @Test
    void givesGuardedScopesToTheTestTenantOnly() {
        NewProgram made = programs.create(ACME, OPERATOR);
        assertThat(made.client(TenantMode.TEST).client().scopes()).isEqualTo(Scopes.tenant());
        Set<Scope> live = new HashSet<>(Scopes.tenant());
        live.removeAll(Scopes.guarded());
        live.add(Scopes.CLIENTS_WRITE);
        assertThat(made.client(TenantMode.LIVE).client().scopes()).isEqualTo(live);
    }

    @Test
    void preparesEachTenantInItsOwnTransaction() {
        List<String> seen = new ArrayList<>();
        TenantOpened listener = (tenant, caller) -> {
            assertThat(transactions.current()).contains(tenant.id());
            assertThat(caller.tenant()).isEqualTo(tenant.id());
            assertThat(caller.trace()).isEqualTo(TRACE);
            assertThat(tenants.find(tenant.id())).isEmpty();
            seen.add(tenant.mode().code());
        };
        programsWith(listener).create(ACME, OPERATOR);
        assertThat(seen).containsExactly("live", "test");
    }

    @Test
    void leavesNoProgramWhenPreparingFails() {
        int before = count("programs.program");
        List<TenantId> opened = new ArrayList<>();
        TenantOpened fails = (tenant, caller) -> {
            opened.add(tenant.id());
            if (tenant.mode() == TenantMode.TEST) {
                throw new IllegalStateException("no");
            }
        };
        assertThatThrownBy(() -> programsWith(fails).create(ACME, OPERATOR)).hasMessage("no");
        assertThat(count("programs.program")).isEqualTo(before);
        assertThat(opened)
                .hasSize(2)
                .allSatisfy(id -> assertThat(tenants.find(id)).isEmpty());
        assertThat(auditOf(opened.getLast())).isEmpty();
        assertThatThrownBy(() -> tenants.mode(opened.getFirst())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesNoProgramWhenWhatStandsAlongsideFails() {
        int before = count("programs.program");
        assertThatThrownBy(() -> programs.create(ACME, OPERATOR, program -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(count("programs.program")).isEqualTo(before);
    }

    @Test
    void isForThePlatformAndOutsideOfTransactions() {
        Caller tenant = new Caller(Actor.system(new TenantId(1), "test"), TRACE);
        assertThatThrownBy(() -> programs.create(ACME, tenant)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transactions.in(TenantId.PLATFORM, () -> programs.create(ACME, OPERATOR)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listsProgramsNewestFirst() {
        Program older = programs.create(ACME, OPERATOR).program();
        Program newer = programs.create(ACME, OPERATOR).program();
        Page<Program> first = programs.list(OPERATOR, new Paging(null, 1));
        assertThat(first.data()).containsExactly(newer);
        Page<Program> second = programs.list(OPERATOR, Paging.of(first.nextCursor(), 1));
        assertThat(second.data()).containsExactly(older);
    }

    @Test
    void knowsNoTenantOfThePlatform() {
        assertThat(tenants.find(TenantId.PLATFORM)).isEqualTo(Optional.empty());
    }

    private Programs programsWith(TenantOpened listener) {
        return new Programs(transactions, rows, clients, List.of(listener), audit, ids, Clock.systemUTC());
    }

    private int count(String table) {
        return superuser.queryForList("select 1 from " + table).size();
    }

    private List<String> auditOf(TenantId tenant) {
        return superuser.queryForList(
                "select convert_from(body, 'utf8')::json ->> 'action' from audit.event where tenant_id = ? order by id",
                String.class,
                tenant.value());
    }
}
