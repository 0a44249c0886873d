package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Answers that hold personal data are not kept: a repeat is rendered anew. */
class StoredAnswersModuleTests extends PrivacyTests {
    private static final int SEALING = 33;

    @Test
    void aRegistrationIsKeptAsItsIdAndRepeatedWhole() {
        String body = """
                {"given_name":"Ada","family_name":"Lovelace","email":"ada@example.com"}
                """;
        Answer first = api.post("/v1/subscribers", body, "register-1");
        String ada = first.text("/id");
        Answer again = api.post("/v1/subscribers", body, "register-1");

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotent-replayed")).contains("true");
        assertKeptAsId("register-1", ada);

        erased(api, ada);
        Answer late = api.post("/v1/subscribers", body, "register-1");
        assertThat(late.status()).isEqualTo(410);
        assertThat(late.code()).isEqualTo("subscriber_erased");
    }

    @Test
    void aTokenIsKeptAsItsIdAndRepeatedUntilItsSubscriberIsErased() {
        String ada = TestProgram.registered(api);
        String body = """
                {"type":"card_number","value":"4111111111111111","format":"random","subject_id":"%s"}
                """.formatted(ada);
        Answer first = api.post("/v1/tokens", body, "token-1");
        Answer again = api.post("/v1/tokens", body, "token-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertKeptAsId("token-1", first.text("/id"));

        erased(api, ada);
        assertThat(api.post("/v1/tokens", body, "token-1").status()).isEqualTo(410);
    }

    @Test
    void anIdentityIsKeptAsWhoseItIs() {
        String ada = TestProgram.registered(api);
        TestProgram.consent(api, ada);
        Answer first = api.post("/v1/kys/identity", TestProgram.IDENTITY.formatted(ada), "identity-1");
        Answer again = api.post("/v1/kys/identity", TestProgram.IDENTITY.formatted(ada), "identity-1");

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertKeptAsId("identity-1", ada);

        erased(api, ada);
        assertThat(api.post("/v1/kys/identity", TestProgram.IDENTITY.formatted(ada), "identity-1")
                        .status())
                .isEqualTo(410);
    }

    @Test
    void aPaymentIsKeptWithoutItsDescription() {
        String ada = TestProgram.subscriber(api);
        String from = TestProgram.wallet(api, ada, 100);
        String to = TestProgram.wallet(api, TestProgram.subscriber(api), 0);
        String body = """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"1.00","currency":"EUR"},"description":"rent for Ada"}
                """.formatted(from, to);
        Answer first = api.post("/v1/payments", body, "payment-1");
        Answer again = api.post("/v1/payments", body, "payment-1");

        assertThat(first.status()).as("%s", first.body()).isEqualTo(201);
        assertThat(first.text("/description")).isEqualTo("rent for Ada");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(stored("payment-1"))
                .isEqualTo(SEALING
                        + first.body()
                                .toString()
                                .replace("\"rent for Ada\"", "null")
                                .getBytes(StandardCharsets.UTF_8)
                                .length);

        erased(api, ada);
        Answer late = api.post("/v1/payments", body, "payment-1");
        assertThat(late.status()).as("that it moved is told for ever").isEqualTo(201);
        assertThat(late.text("/id")).isEqualTo(first.text("/id"));
        assertThat(late.body().at("/description").isNull()).isTrue();
    }

    private void assertKeptAsId(String key, String id) {
        assertThat(stored(key))
                .isEqualTo(SEALING + "{\"id\":\"%s\"}".formatted(id).length());
    }

    /** Length of the ciphertext, which is that of the answer and {@link #SEALING}. */
    private int stored(String key) {
        Integer length = superuser.queryForObject(
                "select octet_length(answer) from http.idempotency where tenant_id = ? and key = ?",
                Integer.class,
                tenant.value(),
                key);
        return length == null ? 0 : length;
    }
}
