package io.flowlet.vault;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The root key that the present one follows.
 *
 * @param provider who keeps it, as `vault.root.provider`; the variable is `FLOWLET_VAULT_FORMER_ROOT_KEY`. None unless a rotation is under way
 * @param file the former master key file, of provider `file`
 * @param pkcs11 of provider `pkcs11`; what is left out is as in `vault.root.pkcs11`, but for the key
 * @param service of provider `service`; what is left out is as in `vault.root.service`, but for the key
 */
public record FormerRootSettings(
        @Nullable RootProvider provider,
        @Nullable Path file,
        @DefaultValue @NotNull @Valid Pkcs11Settings pkcs11,
        @DefaultValue @NotNull @Valid RootServiceSettings service) {
    static final FormerRootSettings NONE =
            new FormerRootSettings(null, null, Pkcs11Settings.NONE, RootServiceSettings.NONE);
}
