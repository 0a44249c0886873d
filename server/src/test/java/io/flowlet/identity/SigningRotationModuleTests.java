package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.internal.AccessTokens;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenAlgorithm;
import io.flowlet.vault.TokenKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SigningRotationModuleTests extends OAuthTests {
    @Autowired
    private SigningRotation rotation;

    @Autowired
    private SigningKeys keys;

    @Autowired
    private AccessTokens tokens;

    @Autowired
    private Transactions transactions;

    @Test
    void keySetHoldsPublicKeysOfEveryAlgorithmWithTheirNames() throws Exception {
        JWKSet published = JWKSet.parse(call(request("GET", "/oauth2/jwks")).getContentAsString());
        assertThat(published.getKeys())
                .extracting(key -> key.getAlgorithm().getName())
                .contains("ES256", "RS256", "PS256");
        for (JWK key : published.getKeys()) {
            assertThat(key.isPrivate()).isFalse();
            assertThat(key.getKeyID()).isNotBlank();
            assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
        }
    }

    @Test
    void rotatesWhileTokensAreIssuedAndUsedWithoutOneFailure() throws Exception {
        ClientCredentials client = newClient();
        AtomicBoolean done = new AtomicBoolean();
        Callable<Set<String>> load = () -> {
            Set<String> kids = new HashSet<>();
            List<String> issued = new ArrayList<>();
            while (!done.get()) {
                String token = tokenOf(client);
                issued.add(token);
                assertThat(tokens.verify(token)).isPresent();
                kids.add(JWSObject.parse(token).getHeader().getKeyID());
            }
            for (String token : issued) {
                assertThat(tokens.verify(token)).isPresent();
            }
            return kids;
        };
        Set<String> signers = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Set<String>>> running = List.of(threads.submit(load), threads.submit(load));
            for (int i = 0; i < 3; i++) {
                Instant turn = Instant.now().plusMillis(200);
                TokenKey next = transactions
                        .in(TenantId.PLATFORM, () -> keys.prepareNext(TokenAlgorithm.ES256, turn))
                        .orElseThrow()
                        .key();
                rotation.runOnce();
                assertThat(keys.find(next.kid())).isPresent();
                while (!keys.signer(TokenAlgorithm.ES256).kid().equals(next.kid())) {
                    Thread.sleep(20);
                }
                Thread.sleep(100);
            }
            done.set(true);
            for (Future<Set<String>> each : running) {
                signers.addAll(each.get());
            }
        }
        assertThat(signers).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void preparesKeysThatAreDueByAgeOnceAndTellsTheAuditLog() {
        long before = prepared();
        rotation.runOnce();
        assertThat(prepared()).as("none is due").isEqualTo(before);
        superuser.update(
                "update vault.platform_key set signs_from = now() - interval '91 days'"
                        + " where use = 'sign:ps256' and version = (select max(version) from vault.platform_key where use = 'sign:ps256')");
        rotation.runOnce();
        rotation.runOnce();
        assertThat(prepared()).isEqualTo(before + 1);
        assertThat(keys.newestSignsFrom(TokenAlgorithm.PS256))
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_600));
        superuser.update("delete from vault.platform_key where use = 'sign:ps256' and signs_from > now()");
        superuser.update("update vault.platform_key set signs_from = null where use = 'sign:ps256'");
        rotation.runOnce();
    }

    private long prepared() {
        Long count = superuser.queryForObject(
                "select count(*) from audit.event where tenant_id = 0 and convert_from(body, 'utf8') like '%token_key.prepare%PS256%'",
                Long.class);
        return count == null ? 0 : count;
    }
}
