package io.flowlet.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.screening.DemoLists;
import io.flowlet.screening.LoadOutcome;
import io.flowlet.screening.Watchlists;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who carries out the examples of one program, and what stands there before the first of them. */
final class Cast {
    private static final Trace TRACE = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
    private static final String[] ALL = {"admin", "analyst", "auditor", "officer"};
    private static final Caller CONSOLE = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);

    private final TestProgram program;
    private final ApiClient client;
    private final ApiClient liveClient;
    private final JdbcTemplate superuser;

    Cast(TestProgram program, JdbcTemplate superuser) {
        this.program = program;
        this.superuser = superuser;
        this.client = program.client();
        this.liveClient = ApiClient.signIn(program.port(), program.credentials(TenantMode.LIVE));
    }

    /** By the word that a note says after {@code as}; staff has every role, the checker is an officer, the analyst nothing else. */
    Map<String, ApiClient> callers(Accounts accounts) {
        Place test = new Place(TenantMode.TEST, app(client, "staff", Scopes.staff()));
        ApiClient analyst = staff(accounts, test, "hedy@example.com", "analyst");
        ApiClient checker = staff(accounts, test, "barbara@example.com", "officer");
        ApiClient staff = staff(accounts, test, "dorothy@example.com", ALL);
        Place live = new Place(TenantMode.LIVE, app(liveClient, "staff", Scopes.staff()));
        return Map.of(
                "client",
                client,
                "subscriber",
                subscriber(),
                "staff",
                staff,
                "checker",
                checker,
                "analyst",
                analyst,
                "live_staff",
                staff(accounts, live, "annie@example.com", ALL),
                "live_checker",
                staff(accounts, live, "joan@example.com", "officer"));
    }

    /** Gives the analyst an officer's role for two hours, to which two others would have agreed. */
    void breakGlass(Samples values, ApiClient analyst) {
        UUID id = UUID.randomUUID();
        String name = analyst.get("/v1/me").text("/id");
        superuser.update(
                "insert into identity.break_glass (id, tenant_id, account, role, approval, began_at, until)"
                        + " values (?, ?, ?, 'officer', ?, now(), date_trunc('second', now()) + interval '2 hours')",
                id,
                program.tenant(TenantMode.TEST).value(),
                Audience.STAFF.idOf(name).orElseThrow(),
                UUID.randomUUID());
        values.put("analyst", name);
        values.put("break_glass", BreakGlass.nameOf(id));
    }

    /** Brings what no example makes: a second session, a person on a list, a case in review, somebody who leaves. */
    void prepare(Samples values, ApiClient subscriber, Watchlists watchlists) {
        values.put("session", subscriber.get("/v1/me/sessions").text("/data/1/id"));
        assertThat(watchlists.load(CONSOLE, DemoLists.ofac(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        assertThat(watchlists.load(CONSOLE, DemoLists.un(), true)).isNotInstanceOf(LoadOutcome.Refused.class);

        for (String name : new String[] {"grantee", "doubtful_grantee", "mistaken_grantee"}) {
            Answer made = client.post("/v1/oauth_clients", "{\"name\":\"Partner\",\"scopes\":[\"payments:read\"]}");
            values.put(name, done(made, 201).text("/id"));
        }

        values.put("leaver", onboarded(TestProgram.IDENTITY, TestProgram.ANSWERS));
        String listed = onboarded(
                TestProgram.IDENTITY
                        .replace("Ada", "Viktor Osric")
                        .replace("Lovelace", "Drakkeman")
                        .replace("1985-12-10", "1962-11-23")
                        .replace("GB", "DE"),
                TestProgram.ANSWERS);
        values.put("listed", listed);
        values.put("hit", only("/v1/screening_hits?subscriber_id=" + listed));

        String doubtful = onboarded(
                TestProgram.IDENTITY,
                TestProgram.ANSWERS
                        .replace("\"growth\"", "\"speculation\"")
                        .replace("\"drop_reaction\",\"answer\":\"wait\"", "\"drop_reaction\",\"answer\":\"sell_all\""));
        values.put("doubtful", doubtful);
        values.put(
                "review",
                done(client.get("/v1/kyc/status?subscriber_id=" + doubtful), 200)
                        .text("/case_id"));
    }

    /** In the live tenant two who left, of whom the data of one must stay, and a request that was agreed to. */
    void live(Samples values, ApiClient liveStaff, ApiClient liveChecker) {
        values.put("live_leaver", TestProgram.registered(liveClient));
        String held = TestProgram.registered(liveClient);
        values.put("live_held", held);
        Answer placed = liveStaff.post(
                "/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"Court order 7\"}".formatted(held));
        values.put("live_hold", done(placed, 201).text("/id"));
        Answer asked = liveStaff.post(
                "/v1/staff_invitations",
                "{\"email\":\"mary@example.com\",\"roles\":[\"analyst\"],\"reason\":\"She joins the team.\"}");
        String approval = done(asked, 202).text("/id");
        Answer agreed = ApiClient.send(liveChecker
                .request("/v1/approvals/" + approval + "/approve")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("If-Match", "\"1\"")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\":\"I have met her.\"}"))
                .build());
        values.put("live_approval", done(agreed, 200).text("/id"));
    }

    /** Leaves two requests open, beside the one of the examples. */
    void ask(Samples values, ApiClient staff) {
        for (String name : new String[] {"doubtful", "mistaken"}) {
            String grantee = values.filled("{" + name + "_grantee}");
            Answer asked = staff.post(
                    "/v1/oauth_clients/" + grantee + "/grants",
                    "{\"scopes\":[\"kys:review\"],\"reason\":\"To see more.\"}");
            values.put(name + "_approval", done(asked, 202).text("/id"));
        }
    }

    /** A tenant that nobody uses any more, and an operator who is no longer new. */
    void close(Samples values, TestProgram program, ClientCredentials operator) {
        superuser.update(
                "update identity.oauth_client set revoked_at = now() where tenant_id = ?",
                program.tenant(TenantMode.LIVE).value());
        superuser.update(
                "update identity.oauth_client set created_at = created_at - interval '2 days' where id = ?",
                operator.client().id());
        values.put(
                "closed_tenant",
                program.made().program().tenant(TenantMode.LIVE).publicId());
    }

    private String onboarded(String identity, String answers) {
        String subscriber = TestProgram.registered(client);
        TestProgram.consent(client, subscriber);
        done(client.post("/v1/kys/identity", identity.formatted(subscriber), null), 200);
        done(client.post("/v1/kys/risk-profile", answers.formatted(subscriber), null), 200);
        return subscriber;
    }

    private String only(String list) {
        Answer answer = done(client.get(list), 200);
        assertThat(answer.body().at("/data")).hasSize(1);
        return answer.text("/data/0/id");
    }

    private ApiClient subscriber() {
        done(client.post("/v1/signup", """
                {"email":"grace@example.com","password":"%s","given_name":"Grace","family_name":"Hopper"}
                """.formatted(SignIn.PASSWORD), null), 202);
        SignIn.App app = app(client, "subscriber", Scopes.subscriber());
        SignIn.person(app, "grace@example.com", SignIn.PASSWORD);
        return SignIn.person(app, "grace@example.com", SignIn.PASSWORD);
    }

    /** A tenant, and the app by which its staff signs in. */
    private record Place(TenantMode mode, SignIn.App app) {}

    /** Holds all roles, which nobody is given in earnest, so that one word does for most notes; and is there for a while already. */
    private ApiClient staff(Accounts accounts, Place place, String email, String... roles) {
        TenantId tenant = program.tenant(place.mode());
        Caller system = new Caller(Actor.system(tenant, "test"), TRACE);
        AccountOutcome made = accounts.createStaff(system, tenant, email, Set.of(StaffRole.OFFICER), SignIn.PASSWORD);
        assertThat(made).isInstanceOf(AccountOutcome.Created.class);
        superuser.update(
                "update identity.account set roles = ?, created_at = now() - interval '30 days' where id = ?",
                roles,
                ((AccountOutcome.Created) made).account().id());
        return SignIn.person(place.app(), email, SignIn.PASSWORD);
    }

    private SignIn.App app(ApiClient registrar, String audience, Collection<Scope> scopes) {
        return SignIn.app(
                program.port(),
                registrar,
                audience,
                scopes.stream().map(Scope::value).toArray(String[]::new));
    }

    private static Answer done(Answer answer, int status) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        return answer;
    }
}
