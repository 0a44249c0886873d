package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.vault.TokenAlgorithm;
import org.junit.jupiter.api.Test;

class ProviderMetadataTests {
    private static final String ISSUER = "https://login.bank.example";

    @Test
    void readsWhatIsNeededAndNothingElse() {
        var read = read("""
                ,"authorization_response_iss_parameter_supported":true,"token_endpoint_auth_signing_alg_values_supported":["RS256","PS256"],
                "response_types_supported":["code","id_token"],"something":{"else":[1]}
                """);
        assertThat(read).isInstanceOf(ProviderMetadata.Sound.class);
        ProviderMetadata metadata = ((ProviderMetadata.Sound) read).metadata();
        assertThat(metadata.issInAnswers()).isTrue();
        assertThat(metadata.token()).hasToString(ISSUER + "/token");
        assertThat(metadata.assertionAlgorithm()).contains(TokenAlgorithm.PS256);
    }

    @Test
    void provesItselfWithItsCheapestKeyWhereTheProviderSaysNothing() {
        ProviderMetadata metadata = ((ProviderMetadata.Sound) read("")).metadata();
        assertThat(metadata.assertionAlgorithm()).contains(TokenAlgorithm.ES256);
        ProviderMetadata foreign = ((ProviderMetadata.Sound)
                        read(",\"token_endpoint_auth_signing_alg_values_supported\":[\"HS256\",\"EdDSA\"]"))
                .metadata();
        assertThat(foreign.assertionAlgorithm()).isEmpty();
    }

    @Test
    void refusesWhatIsAnothersUnreadableOrLacking() {
        assertThat(reason("https://evil.example", document(ISSUER, ""))).isEqualTo("issuer_differs");
        assertThat(reason(ISSUER, document(ISSUER + "/", ""))).isEqualTo("issuer_differs");
        for (String unreadable : new String[] {"", "[]", "null", "<html>", "{\"issuer\":7}"}) {
            assertThat(reason(ISSUER, unreadable)).as(unreadable).isIn("document_unreadable", "issuer_differs");
        }
        for (String member : new String[] {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
            for (String address : new String[] {
                "http://login.bank.example/x", "https:///x", "https://u:p@login.bank.example/x", "https://x.example/#y"
            }) {
                String document = document(ISSUER, "")
                        .replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":\"" + address + "\"");
                assertThat(reason(ISSUER, document))
                        .as("%s %s", member, address)
                        .isIn("endpoint_unfit", "document_unreadable");
            }
        }
        assertThat(reason(ISSUER, document(ISSUER, ",\"response_types_supported\":[\"id_token\"]")))
                .isEqualTo("lacks_what_is_needed");
        assertThat(reason(ISSUER, document(ISSUER, ",\"code_challenge_methods_supported\":[\"plain\"]")))
                .isEqualTo("lacks_what_is_needed");
        assertThat(reason(ISSUER, document(ISSUER, ",\"id_token_signing_alg_values_supported\":[\"none\"]")))
                .isEqualTo("lacks_what_is_needed");
    }

    private static ProviderMetadata.Reading read(String more) {
        return ProviderMetadata.read(ISSUER, document(ISSUER, more));
    }

    private static String reason(String issuer, String document) {
        return ((ProviderMetadata.Unsound) ProviderMetadata.read(issuer, document)).reason();
    }

    private static String document(String issuer, String more) {
        return """
                {"issuer":"%s","authorization_endpoint":"https://login.bank.example/authorize",
                 "token_endpoint":"https://login.bank.example/token","jwks_uri":"https://login.bank.example/jwks"%s}
                """.formatted(issuer, more);
    }
}
