package io.flowlet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.NewProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/** A program of a test's own: what another test does cannot be seen in it. */
public record TestProgram(int port, NewProgram made) {
    /** An identity that every policy takes; to be formatted with the subscriber. */
    public static final String IDENTITY = """
            {"subscriber_id":"%s","given_name":"Ada","family_name":"Lovelace","birth_on":"1985-12-10","nationality":"GB",
             "residence_country":"DE","address":{"line1":"Ring 1","city":"Bonn","postal_code":"53111","country":"DE"}}
            """;

    /** Answers to the first questionnaire that come to a medium level; to be formatted with the subscriber. */
    public static final String ANSWERS = """
            {"user_id":"%s","questionnaire_version":1,"answers":[
             {"question_id":"horizon","answer":"3_to_7_years"},{"question_id":"goal","answer":"growth"},
             {"question_id":"drop_reaction","answer":"wait"},{"question_id":"loss_capacity","answer":"tenth"},
             {"question_id":"experience","answer":"2_to_5_years"},{"question_id":"products","answer":["savings","funds"]},
             {"question_id":"knowledge","answer":"falls"},{"question_id":"income","answer":"steady"},
             {"question_id":"reserve","answer":"3_to_6_months"}]}
            """;

    public static TestProgram create(int port, Programs programs) {
        Caller operator = new Caller(Actor.system(TenantId.PLATFORM, "test"), new Trace("0".repeat(32), "req_test"));
        return new TestProgram(port, programs.create(new CreateProgram("Test program", ZoneId.of("UTC")), operator));
    }

    public TenantId tenant(TenantMode mode) {
        return made.program().tenant(mode).id();
    }

    public ClientCredentials credentials(TenantMode mode) {
        return made.client(mode);
    }

    /** The test tenant's first client, with all its scopes. */
    public ApiClient client() {
        return ApiClient.signIn(port, credentials(TenantMode.TEST));
    }

    /** The id of a new subscriber whom onboarding approved. */
    public static String subscriber(ApiClient api) {
        String subscriber = registered(api);
        approve(api, subscriber);
        return subscriber;
    }

    /** The id of a new subscriber whose onboarding has not begun. */
    public static String registered(ApiClient api) {
        return api.post("/v1/subscribers", """
                        {"given_name":"Ada","family_name":"Lovelace","email":"ada@example.com"}
                        """).text("/id");
    }

    /** Walks the steps of onboarding for {@code subscriber}, as a client may. */
    public static void approve(ApiClient api, String subscriber) {
        consent(api, subscriber);
        done(api.post("/v1/kys/identity", IDENTITY.formatted(subscriber), null));
        done(api.post("/v1/kys/risk-profile", ANSWERS.formatted(subscriber), null));
    }

    /** Accepts every required notice. */
    public static void consent(ApiClient api, String subscriber) {
        for (JsonNode notice : api.get("/v1/kys/notices").body().at("/data")) {
            if (notice.at("/required").asBoolean()) {
                done(api.post("/v1/kys/consents", consent(subscriber, notice), null));
            }
        }
    }

    /** The body that accepts {@code notice}. */
    public static String consent(String subscriber, JsonNode notice) {
        return """
               {"subscriber_id":"%s","purpose":"%s","notice_version":%d,"notice_hash":"%s","language":"%s","accepted":true}
               """.formatted(
                        subscriber,
                        notice.at("/purpose").asString(),
                        notice.at("/version").asInt(),
                        notice.at("/hash").asString(),
                        notice.at("/language").asString());
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 201);
    }

    /** A new wallet's id, in euro, holding {@code minor} cents. */
    public static String wallet(ApiClient api, String subscriber, long minor) {
        String wallet = api.post("/v1/wallets", "{\"subscriber_id\":\"%s\",\"currency\":\"EUR\"}".formatted(subscriber))
                .text("/id");
        if (minor > 0) {
            api.post(
                    "/v1/deposits",
                    "{\"wallet_id\":\"%s\",\"amount\":{\"value\":\"%d.%02d\",\"currency\":\"EUR\"}}"
                            .formatted(wallet, minor / 100, minor % 100));
        }
        return wallet;
    }
}
