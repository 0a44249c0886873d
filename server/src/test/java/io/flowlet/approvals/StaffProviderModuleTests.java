package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import io.flowlet.testing.OpenIdProvider;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A tenant's identity provider as a record: who describes it, who agrees, and what is refused. */
class StaffProviderModuleTests extends FederationTests {
    @Test
    void worksOnceAnOfficerAgreed() {
        assertThat(admin.api().get("/v1/staff_identity_provider").code()).isEqualTo("not_found");
        Answer asked = propose(described(""));
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/kind")).isEqualTo("staff.provider");
        assertThat(asked.text("/change/after/issuer")).isEqualTo(provider.issuer());
        assertThat(asked.body().toString()).doesNotContain(OpenIdProvider.SECRET);
        assertThat(admin.api().get("/v1/staff_identity_provider").code())
                .as("proposed only")
                .isEqualTo("not_found");
        Person second = person(StaffRole.ADMIN);
        assertThat(decide(second, asked.text("/id"), "approve").code()).isEqualTo("approval_role_not_allowed");
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");

        Answer read = admin.api().get("/v1/staff_identity_provider");
        assertThat(read.status()).as("%s", read.body()).isEqualTo(200);
        assertThat(read.text("/issuer")).isEqualTo(provider.issuer());
        assertThat(read.text("/redirect_uri"))
                .isEqualTo(ISSUER + "/signin/provider/return/"
                        + admin.api().get("/v1/me").text("/tenant_id"));
        assertThat(read.body().toString()).doesNotContain(OpenIdProvider.SECRET);
        assertThat(detail("staff_provider.activate", "approval")).isEqualTo(asked.text("/id"));
        byte[] sealed = superuser.queryForObject(
                "select client_secret from identity.staff_provider where tenant_id = ?", byte[].class, live.value());
        assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(OpenIdProvider.SECRET);
    }

    @Test
    void takesThePlaceOfTheOneBefore() {
        trust("");
        try (OpenIdProvider next = new OpenIdProvider()) {
            Answer asked = propose(described(next.issuer(), ""));
            assertThat(asked.text("/change/before/issuer")).isEqualTo(provider.issuer());
            decide(officer, asked.text("/id"), "approve");
            assertThat(admin.api().get("/v1/staff_identity_provider").text("/issuer"))
                    .isEqualTo(next.issuer());
        }
    }

    @Test
    void isCheckedOnDemand() {
        assertThat(check().code()).isEqualTo("not_found");
        trust("");
        Answer sound = check();
        assertThat(sound.body().path("sound").asBoolean())
                .as("%s", sound.body())
                .isTrue();
        assertThat(sound.text("/jwks_uri")).isEqualTo(provider.issuer() + "/jwks");
        provider.document().put("issuer", "https://evil.example");
        assertThat(check().text("/reason")).isEqualTo("issuer_differs");
        assertThat(audited("staff_provider.check", "done")).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoProvider() {
        Map<String, String> unfit = Map.of(
                "https://127.0.0.1:" + provider.issuer().substring(18),
                "address_not_allowed",
                "https://10.1.2.3",
                "address_not_allowed",
                "https://169.254.169.254",
                "address_not_allowed",
                provider.issuer() + "/elsewhere",
                "no_document",
                provider.issuer() + "/moved",
                "no_document");
        unfit.forEach((issuer, reason) -> {
            Answer answer = propose(described(issuer, ""));
            assertThat(answer.code()).as("%s %s", issuer, answer.body()).isEqualTo("staff_provider_unfit");
            assertThat(answer.text("/errors/0/code")).as(issuer).isEqualTo(reason);
        });
        for (String member : new String[] {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
            Object was = provider.document().put(member, "http://localhost/plain");
            assertThat(propose(described("")).text("/errors/0/code")).as(member).isEqualTo("endpoint_unfit");
            provider.document().put(member, was);
        }
        provider.document().put("id_token_signing_alg_values_supported", java.util.List.of("HS256", "none"));
        assertThat(propose(described("")).text("/errors/0/code")).isEqualTo("lacks_what_is_needed");
        assertThat(superuser.queryForObject(
                        "select count(*) from identity.staff_provider where tenant_id = ?",
                        Integer.class,
                        live.value()))
                .isZero();
    }

    @Test
    void refusesTermsThatWouldLetTooManyInOrLockEverybodyOut() {
        Map<String, String> faulty = Map.ofEntries(
                Map.entry("\"issuer\":\"http://localhost\"", "/issuer"),
                Map.entry("\"issuer\":\"https://a.example?x=1\"", "/issuer"),
                Map.entry("\"issuer\":\"https://user@a.example\"", "/issuer"),
                Map.entry("\"client_id\":\"with blank\"", "/client_id"),
                Map.entry("\"client_id\":\"" + ISSUER + "\"", "/issuer"),
                Map.entry("\"authentication\":\"none\"", "/authentication"),
                Map.entry("\"authentication\":\"private_key_jwt\"", "/client_secret"),
                Map.entry("\"client_secret\":null", "/client_secret"),
                Map.entry("\"acr_values\":[]", "/acr_values"),
                Map.entry("\"acr_values\":[\"two words\"]", "/acr_values"),
                Map.entry("\"person_claim\":\"nonce\"", "/person_claim"),
                Map.entry("\"person_claim\":\"a.b\"", "/person_claim"),
                Map.entry("\"email_domains\":[]", "/email_domains"),
                Map.entry("\"email_domains\":[\"Example.com\"]", "/email_domains"),
                Map.entry("\"email_domains\":[\"com\"]", "/email_domains"),
                Map.entry("\"max_age_seconds\":59", "/max_age_seconds"),
                Map.entry("\"max_age_seconds\":43201", "/max_age_seconds"),
                Map.entry("\"local_passwords\":false", "/local_staff"),
                Map.entry("\"local_staff\":[\"usr_nobody\"]", "/local_staff"));
        faulty.forEach((member, pointer) -> {
            String name = member.substring(1, member.indexOf('"', 1));
            String sound = described("").replaceAll("\"" + name + "\":(\"[^\"]*\"|\\[[^]]*])", member);
            String body = sound.contains(member) ? sound : described("," + member);
            Answer answer = propose(body);
            assertThat(answer.code()).as("%s %s", member, answer.body()).isEqualTo("body_invalid");
            assertThat(answer.body().path("errors").toString()).as(member).contains("\"" + pointer + "\"");
        });
    }

    @Test
    void refusesAStrangerAsLocalStaff() {
        Person gone = person(StaffRole.ADMIN);
        Answer asked = propose(described(",\"local_passwords\":false,\"local_staff\":[\"" + gone.name() + "\"]"));
        accounts.disable(system(), gone.id());
        assertThat(decide(officer, asked.text("/id"), "approve").text("/result"))
                .as("nobody could come in without the provider")
                .isEqualTo("not_found");
        String name = gone.name();
        assertThat(propose(described(",\"local_staff\":[\"" + name + "\"]")).text("/errors/0/code"))
                .isEqualTo("unknown_staff");
    }

    @Test
    void isNobodysButAdministrators() {
        Person analyst = person(StaffRole.ANALYST);
        assertThat(analyst.api().get("/v1/staff_identity_provider").code()).isEqualTo("scope_missing");
        assertThat(analyst.api()
                        .post("/v1/staff_identity_provider/proposals", described(""))
                        .code())
                .isEqualTo("scope_missing");
        assertThat(client.post("/v1/staff_identity_provider/proposals", described(""))
                        .code())
                .isEqualTo("audience_not_allowed");
        assertThat(admin.api()
                        .post("/v1/staff_identity_provider/removal", "{\"reason\":\"x\"}")
                        .code())
                .isEqualTo("not_found");
        assertThat(admin.api()
                        .post("/v1/staff/" + analyst.name() + "/link", "{\"subject\":\"x\",\"reason\":\"x\"}")
                        .code())
                .as("no provider")
                .isEqualTo("not_found");
    }

    @Test
    void anotherTenantHasAnother() {
        trust("");
        openProgram();
        assertThat(admin.api().get("/v1/staff_identity_provider").code()).isEqualTo("not_found");
    }

    private Answer check() {
        return admin.api().post("/v1/staff_identity_provider/checks", "");
    }
}
