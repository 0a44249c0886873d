package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What tests of approvals share: a live tenant of their own, with staff that has been there for a while. */
public abstract class ApprovalTests extends ServerTests {
    protected static final Trace TRACE = new Trace("0".repeat(32), "req_test");

    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @LocalServerPort
    protected int port;

    @Autowired
    protected Programs programs;

    @Autowired
    protected Accounts accounts;

    protected final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());

    protected TestProgram program;
    protected TenantId live;
    protected ApiClient client;
    protected Person admin;
    protected Person officer;

    protected SignIn.App app;

    @BeforeEach
    void openProgram() {
        program = TestProgram.create(port, programs);
        live = program.tenant(TenantMode.LIVE);
        client = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        app = SignIn.app(
                port,
                client,
                "staff",
                Scopes.staff().stream().map(scope -> scope.value()).toArray(String[]::new));
        admin = person(StaffRole.ADMIN);
        officer = person(StaffRole.OFFICER);
    }

    /** A member of staff who is signed in. */
    protected record Person(UUID id, String name, String email, ApiClient api) {}

    /** Somebody of the live tenant's staff, for a month already. */
    protected Person person(StaffRole... roles) {
        Person person = newcomer(roles);
        superuser.update(
                "update identity.account set created_at = now() - interval '30 days' where id = ?", person.id());
        return person;
    }

    /** Somebody who came just now. */
    protected Person newcomer(StaffRole... roles) {
        String email = "checker%d@example.com".formatted(PEOPLE.incrementAndGet());
        AccountOutcome made = accounts.createStaff(system(), live, email, Set.of(roles), SignIn.PASSWORD);
        var account = ((AccountOutcome.Created) made).account();
        return new Person(account.id(), account.name(), email, SignIn.person(app, email, SignIn.PASSWORD));
    }

    /** The person who has just accepted an invitation to {@code email}, as if that was a month ago. */
    protected Person settled(String email) {
        UUID id = Objects.requireNonNull(superuser.queryForObject(
                "select id from identity.account where tenant_id = ? order by created_at desc limit 1",
                UUID.class,
                live.value()));
        superuser.update("update identity.account set created_at = now() - interval '30 days' where id = ?", id);
        return new Person(id, Audience.STAFF.nameOf(id), email, SignIn.person(app, email, SignIn.PASSWORD));
    }

    /** {@code person} is owed to {@code sponsor} alone. */
    protected void owes(Person person, String act, Person sponsor) {
        superuser.update(
                "insert into identity.sponsorship (tenant_id, account, id, act, sponsor, approved_by, happened_at)"
                        + " values (?, ?, ?, ?, ?, '{}', now())",
                live.value(),
                person.id(),
                UUID.randomUUID(),
                act,
                sponsor.name());
    }

    /** The same person with a token that holds {@code scopes} alone. */
    protected Person signedInFor(Person person, String scopes) {
        Browser browser = SignIn.browser(app);
        String asked = SignIn.query(app) + "&" + Browser.encoded(Map.of("scope", scopes));
        String page = Browser.location(browser.get("/oauth2/authorize?" + asked));
        String answer = Browser.location(SignIn.submit(browser, page, person.email(), SignIn.PASSWORD));
        ApiClient api =
                SignIn.exchanged(app, browser, SignIn.parameter(answer, "code")).api();
        return new Person(person.id(), person.name(), person.email(), api);
    }

    /** The same person with a new session. */
    protected Person signedInAgain(Person person) {
        ApiClient api = SignIn.person(app, person.email(), SignIn.PASSWORD);
        return new Person(person.id(), person.name(), person.email(), api);
    }

    protected Caller system() {
        return new Caller(Actor.system(live, "test"), TRACE);
    }

    /** The id of a request that {@code admin} makes about the rules of onboarding. */
    protected String requested() {
        Answer asked = propose(admin.api(), 1, 21);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        return asked.text("/id");
    }

    protected static Answer propose(ApiClient api, int basedOn, int age) {
        return propose(api, basedOn, age, "");
    }

    protected static Answer propose(ApiClient api, int basedOn, int age, String more) {
        return api.post("/v1/policies/onboarding/proposals", """
                {"based_on":%d,"reason":"the regulator asks for it","body":{
                 "steps":["notice_and_consent","identity","risk_profile","screening"],
                 "minimum_age_years":%d,"reassessment_months":{"low":36,"medium":24,"high":12}}%s}
                """.formatted(basedOn, age, more));
    }

    protected static Answer decide(Person person, String id, String verb) {
        return decide(person.api(), id, verb, "\"1\"", UUID.randomUUID().toString());
    }

    protected static Answer decide(
            ApiClient api, String id, String verb, @Nullable String ifMatch, @Nullable String key) {
        var request = api.request("/v1/approvals/" + id + "/" + verb)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\":\"looked at it\"}"));
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return ApiClient.send(request.build());
    }

    protected String stateOf(String id) {
        return officer.api().get("/v1/approvals/" + id).text("/state");
    }

    protected int audited(String action, String outcome) {
        Integer count = superuser.queryForObject(
                "select count(*) from audit.event where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'action' = ?"
                        + " and convert_from(body, 'UTF8')::jsonb ->> 'outcome' = ?",
                Integer.class,
                live.value(),
                action,
                outcome);
        return count == null ? 0 : count;
    }

    /** What the newest event of this action says in {@code member} of its details. */
    protected @Nullable String detail(String action, String member) {
        return superuser.queryForObject(
                "select convert_from(body, 'UTF8')::jsonb -> 'details' ->> ? from audit.event"
                        + " where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'action' = ?"
                        + " order by convert_from(body, 'UTF8')::jsonb ->> 'at' desc limit 1",
                String.class,
                member,
                live.value(),
                action);
    }

    /** Somebody whom {@code admin} invited and {@code officer} agreed to. */
    protected Person invited(String role) {
        String email = newEmail();
        String id = invite(admin, email, role).text("/id");
        String code = decide(officer, id, "approve").text("/confirmation_code");
        assertThat(redeem(handOver(admin, id).text("/secret"), code)).isEqualTo(200);
        return settled(email);
    }

    /** The status of choosing a password at a link. */
    protected int redeem(String link, String code) {
        Browser browser = SignIn.browser(new SignIn.App(port, "", ""));
        return browser.post(
                        URI.create(link).getPath(), Map.of("password", SignIn.PASSWORD, "code", code), "same-origin")
                .statusCode();
    }

    protected static Answer invite(Person maker, String email, String role) {
        return maker.api()
                .post(
                        "/v1/staff_invitations",
                        "{\"email\":\"%s\",\"roles\":[\"%s\"],\"reason\":\"a colleague\"}".formatted(email, role));
    }

    protected static Answer handOver(Person person, String id) {
        return handOver(person, id, UUID.randomUUID().toString());
    }

    protected static Answer handOver(Person person, String id, String key) {
        return person.api().post("/v1/approvals/" + id + "/handover", "{}", key);
    }

    protected static String newEmail() {
        return "invited%d@example.com".formatted(PEOPLE.incrementAndGet());
    }
}
