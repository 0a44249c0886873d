package io.flowlet.vault.internal;

import io.flowlet.vault.FormerRootSettings;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.Pkcs11Settings;
import io.flowlet.vault.RootKey;
import io.flowlet.vault.RootKeyProvider;
import io.flowlet.vault.RootProvider;
import io.flowlet.vault.RootServiceSettings;
import io.flowlet.vault.RootSettings;
import io.flowlet.vault.VaultSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where a root key comes from.
 *
 * @param setting that names the place, without {@code flowlet.}
 * @param where the place as an operator knows it; no secret
 * @param provider who keeps it
 * @param key opens it; throws {@link MasterKeyRefused}
 */
public record RootSource(String setting, String where, RootProvider provider, Supplier<RootKey> key) {
    /** Holds the line of the root key; no setting, so that it can stand in no file of settings. */
    public static final String VARIABLE = "FLOWLET_VAULT_ROOT_KEY";

    /** The same for the former root key. */
    public static final String FORMER_VARIABLE = "FLOWLET_VAULT_FORMER_ROOT_KEY";

    private static final Pattern KID = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");

    /**
     * The root key that is to be used, then the former one if there is one.
     *
     * @throws MasterKeyRefused if a variable holds a key that no setting asks for
     */
    public static List<RootSource> of(VaultSettings settings, Map<String, String> environment) {
        RootSettings root = settings.root();
        List<RootSource> sources = new ArrayList<>();
        sources.add(
                switch (root.provider()) {
                    case FILE -> file("vault.master-key-file", Objects.requireNonNull(settings.masterKeyFile()));
                    case ENVIRONMENT -> variable("vault.root.provider", VARIABLE, environment);
                    case PKCS11 -> token("vault.root.pkcs11.key", root.pkcs11());
                    case SERVICE -> service("vault.root.service.key", root.service());
                });
        FormerRootSettings former = root.former();
        RootProvider formerProvider = former.provider();
        if (formerProvider != null) {
            sources.add(
                    switch (formerProvider) {
                        case FILE -> file("vault.root.former.file", Objects.requireNonNull(former.file()));
                        case ENVIRONMENT -> variable("vault.root.former.provider", FORMER_VARIABLE, environment);
                        case PKCS11 -> token("vault.root.former.pkcs11.key", root.formerPkcs11());
                        case SERVICE -> service("vault.root.former.service.key", root.formerService());
                    });
        }
        refuseUnasked(VARIABLE, "vault.root.provider", root.provider() == RootProvider.ENVIRONMENT, environment);
        refuseUnasked(
                FORMER_VARIABLE, "vault.root.former.provider", formerProvider == RootProvider.ENVIRONMENT, environment);
        return List.copyOf(sources);
    }

    /** Opens the key and looks at its id. */
    public RootKey open() {
        RootKey opened = key.get();
        if (!KID.matcher(opened.kid()).matches()) {
            throw new MasterKeyRefused(
                    "the root key %s has an id that is not 1 to 200 of A-Z a-z 0-9 . _ : / -".formatted(where),
                    "mend the RootKeyProvider");
        }
        return opened;
    }

    private static RootSource file(String setting, Path file) {
        return new RootSource(setting, file.toString(), RootProvider.FILE, () -> KeyFile.read(file));
    }

    private static RootSource variable(String setting, String variable, Map<String, String> environment) {
        return new RootSource(setting, variable, RootProvider.ENVIRONMENT, () -> {
            String value = environment.getOrDefault(variable, "");
            if (value.isBlank()) {
                throw new MasterKeyRefused(
                        "the variable " + variable + " is missing, and flowlet." + setting + " is environment",
                        "set it to a line that ./flowlet config new-key prints, or choose another provider");
            }
            byte[] line = value.strip().getBytes(StandardCharsets.UTF_8);
            try {
                return KeyFile.parsed("the variable " + variable, line);
            } finally {
                Arrays.fill(line, (byte) 0);
            }
        });
    }

    private static RootSource token(String setting, Pkcs11Settings token) {
        return new RootSource(
                setting,
                "%s in slot %s of %s".formatted(token.key(), token.slot(), token.library()),
                RootProvider.PKCS11,
                () -> Pkcs11Root.open(token));
    }

    private static RootSource service(String setting, RootServiceSettings service) {
        return new RootSource(
                setting,
                "%s of %s".formatted(service.key(), service.name()),
                RootProvider.SERVICE,
                () -> provider(Objects.requireNonNull(service.name())).open(Objects.requireNonNull(service.key())));
    }

    private static RootKeyProvider provider(String name) {
        List<RootKeyProvider> found = ServiceLoader.load(RootKeyProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return found.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MasterKeyRefused(
                        "there is no RootKeyProvider %s, but %s"
                                .formatted(
                                        name,
                                        found.isEmpty()
                                                ? "none at all"
                                                : found.stream()
                                                        .map(RootKeyProvider::name)
                                                        .toList()),
                        "put its jar on the class path, or correct flowlet.vault.root.service.name"));
    }

    /** Whoever set it believes that it counts. */
    private static void refuseUnasked(String variable, String setting, boolean asked, Map<String, String> environment) {
        if (!asked && !environment.getOrDefault(variable, "").isBlank()) {
            throw new MasterKeyRefused(
                    "the variable %s holds a key, but flowlet.%s is not environment".formatted(variable, setting),
                    "take the variable out, or set flowlet." + setting + " to environment");
        }
    }
}
