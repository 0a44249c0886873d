package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.vault.FormerRootSettings;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.Pkcs11Settings;
import io.flowlet.vault.RootKey;
import io.flowlet.vault.RootProvider;
import io.flowlet.vault.RootServiceSettings;
import io.flowlet.vault.RootSettings;
import io.flowlet.vault.VaultSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Root keys from the environment, and which setting is missing for which provider. */
class RootSourceTests {
    private static final Pkcs11Settings NO_TOKEN = new Pkcs11Settings(null, null, null, null);
    private static final RootServiceSettings NO_SERVICE = new RootServiceSettings(null, null);
    private static final FormerRootSettings NO_FORMER = new FormerRootSettings(null, null, NO_TOKEN, NO_SERVICE);
    private static final Path FILE = Path.of("/etc/flowlet/master.key");

    @Test
    void readsBothKeysFromTheirVariables() {
        String line = MasterKeyFile.newLine();
        String former = MasterKeyFile.newLine();
        List<RootSource> sources = RootSource.of(
                settings(RootProvider.ENVIRONMENT, former(RootProvider.ENVIRONMENT, null, NO_TOKEN, NO_SERVICE)),
                Map.of(RootSource.VARIABLE, line, RootSource.FORMER_VARIABLE, former + "\n"));
        assertThat(sources)
                .extracting(RootSource::open)
                .extracting(RootKey::kid)
                .containsExactly(line.substring(5, 21), former.substring(5, 21));
        assertThat(sources.toString()).doesNotContain(line.substring(22, 50));
    }

    @Test
    void refusesAVariableThatIsMissingAlteredOrNoKey() {
        VaultSettings settings = settings(RootProvider.ENVIRONMENT, NO_FORMER);
        assertRefused(settings, Map.of(), "the variable FLOWLET_VAULT_ROOT_KEY is missing");
        assertRefused(settings, Map.of(RootSource.VARIABLE, " "), "is missing");
        String line = MasterKeyFile.newLine();
        char other = line.charAt(40) == 'a' ? 'b' : 'a';
        String altered = line.substring(0, 40) + other + line.substring(41);
        assertRefused(settings, Map.of(RootSource.VARIABLE, altered), "FLOWLET_VAULT_ROOT_KEY was altered");
        assertThatThrownBy(() -> RootSource.of(settings, Map.of(RootSource.VARIABLE, "päss" + line))
                        .getFirst()
                        .open())
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("does not hold one line flk1:")
                .hasMessageNotContaining(line.substring(22, 50));
    }

    @Test
    void refusesAVariableThatNoSettingAsksFor() {
        String line = MasterKeyFile.newLine();
        assertRefused(
                settings(RootProvider.FILE, NO_FORMER),
                Map.of(RootSource.VARIABLE, line),
                "FLOWLET_VAULT_ROOT_KEY holds a key, but flowlet.vault.root.provider is not environment");
        assertRefused(
                settings(RootProvider.FILE, NO_FORMER),
                Map.of(RootSource.FORMER_VARIABLE, line),
                "but flowlet.vault.root.former.provider is not environment");
    }

    @Test
    void theSettingsKnowTheVariablesAndHaveNoSuchSetting() {
        SettingsCheck check = new SettingsCheck(Map.of("vault", VaultSettings.class));
        String line = MasterKeyFile.newLine();
        for (String variable : List.of(RootSource.VARIABLE, RootSource.FORMER_VARIABLE)) {
            assertThat(check.check(Path.of("no-such-file.yml"), false, Map.of(variable, line)))
                    .satisfies(report -> assertThat(report.values()).isEmpty())
                    .satisfies(report -> assertThat(report.faults())
                            .extracting(SettingFault::key)
                            .containsExactly("vault.key-store", "vault.master-key-file"));
        }
        assertThat(check.refusalOf("vault.root.key")).isPresent();
    }

    @Test
    void namesTheSettingThatAProviderNeeds() {
        assertMissing(root(RootProvider.FILE, NO_FORMER), null, "vault.master-key-file make one:");
        assertMissing(root(RootProvider.PKCS11, NO_FORMER), FILE, "vault.root.pkcs11.library ");
        assertMissing(root(RootProvider.SERVICE, NO_FORMER), FILE, "vault.root.service.name ");
        assertMissing(
                root(RootProvider.FILE, former(RootProvider.FILE, null, NO_TOKEN, NO_SERVICE)),
                FILE,
                "vault.root.former.file ");
        assertMissing(
                root(RootProvider.FILE, former(RootProvider.PKCS11, null, NO_TOKEN, NO_SERVICE)),
                FILE,
                "vault.root.former.pkcs11.key ");
        assertMissing(
                root(RootProvider.FILE, former(RootProvider.SERVICE, null, NO_TOKEN, NO_SERVICE)),
                FILE,
                "vault.root.former.service.key ");
        Pkcs11Settings keyOnly = new Pkcs11Settings(null, null, null, "old");
        assertMissing(
                root(RootProvider.FILE, former(RootProvider.PKCS11, null, keyOnly, NO_SERVICE)),
                FILE,
                "vault.root.pkcs11.library ");
        Path library = Path.of("/usr/lib/token.so");
        for (Map.Entry<String, Pkcs11Settings> bad : Map.of(
                        "vault.root.pkcs11.slot ", new Pkcs11Settings(library, null, FILE, "k"),
                        "vault.root.pkcs11.pin-file ", new Pkcs11Settings(library, 1, null, "k"),
                        "vault.root.pkcs11.key ", new Pkcs11Settings(library, 1, FILE, null))
                .entrySet()) {
            assertMissing(
                    new RootSettings(RootProvider.PKCS11, bad.getValue(), NO_SERVICE, NO_FORMER), null, bad.getKey());
        }
        assertMissing(
                new RootSettings(RootProvider.SERVICE, NO_TOKEN, new RootServiceSettings("kms", null), NO_FORMER),
                null,
                "vault.root.service.key ");
    }

    @Test
    void theFormerKeyIsInTheSameTokenUnlessToldOtherwise() {
        Pkcs11Settings token = new Pkcs11Settings(Path.of("/usr/lib/token.so"), 3, FILE, "new");
        RootSettings root = new RootSettings(
                RootProvider.PKCS11,
                token,
                NO_SERVICE,
                former(RootProvider.PKCS11, null, new Pkcs11Settings(null, 4, null, "old"), NO_SERVICE));
        assertThat(root.formerPkcs11()).isEqualTo(new Pkcs11Settings(Path.of("/usr/lib/token.so"), 4, FILE, "old"));
    }

    private static void assertRefused(VaultSettings settings, Map<String, String> environment, String told) {
        assertThatThrownBy(() -> RootSource.of(settings, environment).getFirst().open())
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining(told);
    }

    private static void assertMissing(RootSettings root, @Nullable Path masterKeyFile, String told) {
        assertThatThrownBy(() ->
                        new VaultSettings(masterKeyFile, root, FILE, 100, Duration.ofMinutes(1), Duration.ofHours(24)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(told);
    }

    private static VaultSettings settings(RootProvider provider, FormerRootSettings former) {
        return new VaultSettings(FILE, root(provider, former), FILE, 100, Duration.ofMinutes(1), Duration.ofHours(24));
    }

    private static RootSettings root(RootProvider provider, FormerRootSettings former) {
        return new RootSettings(provider, NO_TOKEN, NO_SERVICE, former);
    }

    private static FormerRootSettings former(
            RootProvider provider, @Nullable Path file, Pkcs11Settings token, RootServiceSettings service) {
        return new FormerRootSettings(provider, file, token, service);
    }
}
