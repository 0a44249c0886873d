package io.flowlet.testing;

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

/** A program of a test's own: what another test does cannot be seen in it. */
public record TestProgram(int port, NewProgram made) {
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

    /** A new subscriber's id. */
    public static String subscriber(ApiClient api) {
        return api.post("/v1/subscribers", """
                        {"given_name":"Ada","family_name":"Lovelace","email":"ada@example.com"}
                        """).text("/id");
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
