package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.internal.TenantSecret;
import io.flowlet.vault.internal.TenantSecrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Makes blind indexes: keyed digests by which an encrypted value is found again, exactly and never in part.
 *
 * <p>The key is derived for each field from a secret of the tenant, so indexes of two tenants or two fields tell nothing about each
 * other. While the secret is renewed two versions stand side by side: who writes a row writes one index for each version, who looks up
 * asks for all of them. So a row is found whatever an instance knows of the newer one, and a unique index stays unique.
 *
 * <p>Transactions and errors as in {@link Vault}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104#section-5">RFC 2104, 5 (truncated output)</a>
 */
@Component
public final class BlindIndexes {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String LABEL = "flowlet/blind-index/1";

    private final TenantSecrets secrets;

    BlindIndexes(TenantSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The indexes of {@code input}, one for each version of the tenant's secret, newest first, never none.
     *
     * @throws IllegalStateException if a transaction of another tenant, or one without a tenant, is open
     * @throws DamagedKey if a stored secret does not open
     */
    public List<BlindIndex> of(TenantId tenant, IndexInput input) {
        return secrets.newestFirst(tenant, TenantSecrets.Use.BLIND_INDEX).stream()
                .map(secret -> new BlindIndex(secret.version(), digest(secret, input)))
                .toList();
    }

    /**
     * The version that a row must have been given to be found without the older ones.
     *
     * @throws IllegalStateException as {@link #of}
     * @throws DamagedKey as {@link #of}
     */
    public int newestVersion(TenantId tenant) {
        return secrets.newestFirst(tenant, TenantSecrets.Use.BLIND_INDEX)
                .getFirst()
                .version();
    }

    /**
     * Makes one more version of the tenant's secret; rows get its index as they are written. Other instances learn of it within {@code
     * flowlet.vault.cached-for}. {@link IndexRenewal} gives older rows an index of it and removes the older version. The caller audits it.
     *
     * @return the new version
     */
    public int renew(TenantId tenant) {
        return secrets.renew(tenant, TenantSecrets.Use.BLIND_INDEX);
    }

    private static byte[] digest(TenantSecret secret, IndexInput input) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.derive(LABEL, input.field().code()), ALGORITHM));
            byte[] whole = mac.doFinal(input.normalised().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, BlindIndex.BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
