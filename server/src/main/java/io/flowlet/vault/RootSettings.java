package io.flowlet.vault;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the root key is kept, and the former one until nothing needs it any more.
 *
 * @param provider who keeps it: the file of `vault.master-key-file`, the variable `FLOWLET_VAULT_ROOT_KEY`, a PKCS #11 token, or a service
 * @param pkcs11 of provider `pkcs11`
 * @param service of provider `service`
 * @param former the root key that this one follows, while a rotation is under way
 */
public record RootSettings(
        @DefaultValue("file") @NotNull RootProvider provider,
        @DefaultValue @NotNull @Valid Pkcs11Settings pkcs11,
        @DefaultValue @NotNull @Valid RootServiceSettings service,
        @DefaultValue @NotNull @Valid FormerRootSettings former) {
    /** The root key is in {@code flowlet.vault.master-key-file}, and there is no former one. */
    public static final RootSettings FILE =
            new RootSettings(RootProvider.FILE, Pkcs11Settings.NONE, RootServiceSettings.NONE, FormerRootSettings.NONE);

    /** The token of the former root key, which is most often in the same one. */
    public Pkcs11Settings formerPkcs11() {
        return former.pkcs11().orElse(pkcs11);
    }

    /** The service of the former root key, which is most often the same one. */
    public RootServiceSettings formerService() {
        return former.service().orElse(service);
    }

    /** The first setting that is needed and left out, and what to do about it: {@code vault.root.pkcs11.slot …}. */
    Optional<String> missing(@Nullable Path masterKeyFile) {
        Optional<String> own = switch (provider) {
            case FILE -> unset(masterKeyFile, "vault.master-key-file", MasterKeyFile.MAKE);
            case ENVIRONMENT -> Optional.empty();
            case PKCS11 -> missing(pkcs11);
            case SERVICE -> missing(service);
        };
        return own.or(this::missingFormer);
    }

    private Optional<String> missingFormer() {
        RootProvider provider = former.provider();
        if (provider == null) {
            return Optional.empty();
        }
        return switch (provider) {
            case FILE -> unset(former.file(), "vault.root.former.file", "name the file of the former root key");
            case ENVIRONMENT -> Optional.empty();
            case PKCS11 ->
                unset(former.pkcs11().key(), "vault.root.former.pkcs11.key", "name the label of the former root key")
                        .or(() -> missing(formerPkcs11()));
            case SERVICE ->
                unset(former.service().key(), "vault.root.former.service.key", "name the former root key")
                        .or(() -> missing(formerService()));
        };
    }

    private static Optional<String> missing(Pkcs11Settings token) {
        return unset(token.library(), "vault.root.pkcs11.library", "name the token's PKCS #11 module")
                .or(() -> unset(
                        token.slot(), "vault.root.pkcs11.slot", "pkcs11-tool --module LIBRARY --list-slots shows it"))
                .or(() -> unset(token.pinFile(), "vault.root.pkcs11.pin-file", "name the file that holds the PIN"))
                .or(() -> unset(token.key(), "vault.root.pkcs11.key", "name the label of the key"));
    }

    private static Optional<String> missing(RootServiceSettings service) {
        return unset(service.name(), "vault.root.service.name", "name the RootKeyProvider")
                .or(() -> unset(service.key(), "vault.root.service.key", "name the key as the service knows it"));
    }

    private static Optional<String> unset(@Nullable Object value, String key, String fix) {
        return value == null ? Optional.of(key + " " + fix) : Optional.empty();
    }
}
