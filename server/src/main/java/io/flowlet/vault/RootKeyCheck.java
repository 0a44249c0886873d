package io.flowlet.vault;

import io.flowlet.vault.internal.PlatformKeys;
import io.flowlet.vault.internal.RootKeys;
import io.flowlet.vault.internal.RootSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Looks at the root keys of the settings without starting a server. */
public final class RootKeyCheck {
    private static final int FEW = 100;

    private RootKeyCheck() {}

    /**
     * A root key that cannot be used.
     *
     * @param setting that names it, without {@code flowlet.}
     * @param where it should be
     * @param what is wrong
     * @param fix the command or act that puts it right
     */
    public record Fault(String setting, String where, String what, String fix) {}

    /**
     * A root key that can be used.
     *
     * @param where it is
     * @param isFormer whether the settings have it as the former one
     * @param seals whether new keys are wrapped by it
     * @param keys that it wraps
     */
    public record State(String kid, String where, boolean isFormer, boolean seals, long keys) {}

    /** Opens each root key and forgets it again; none if all of them can be used. */
    public static List<Fault> faults(VaultSettings settings) {
        List<RootSource> sources;
        try {
            sources = RootSource.of(settings, System.getenv());
        } catch (MasterKeyRefused e) {
            return List.of(fault("vault.root.provider", "environment", e));
        }
        List<Fault> faults = new ArrayList<>();
        for (RootSource source : sources) {
            try {
                source.open();
            } catch (MasterKeyRefused e) {
                faults.add(fault(source.setting(), source.where(), e));
            } catch (RootKeyUnavailable e) {
                faults.add(new Fault(
                        source.setting(),
                        source.where(),
                        Objects.requireNonNull(e.getMessage()),
                        "look whether it runs"));
            }
        }
        return faults;
    }

    /**
     * Opens the canary of {@code database} and counts what each root key of the settings wraps; the one that is to be used comes first.
     *
     * @throws MasterKeyRefused if one cannot be used, or one is missing that the database needs
     * @throws DamagedKey if the canary does not open
     */
    public static List<State> states(VaultSettings settings, DataSource database) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        RootKeys roots = new RootKeys(RootSource.of(settings, System.getenv()), FEW, jdbc, new SimpleMeterRegistry());
        String sealing = PlatformKeys.sealingRoot(roots, jdbc);
        RootKeyUses uses = RootKeyUses.read(jdbc);
        uses.needed().forEach(roots::of);
        return roots.all().stream()
                .map(root -> new State(
                        root.kid(),
                        root.where(),
                        root != roots.configured(),
                        root.kid().equals(sealing),
                        uses.of(root.kid())))
                .toList();
    }

    private static Fault fault(String setting, String where, MasterKeyRefused e) {
        return new Fault(setting, where, e.fault(), e.fix());
    }
}
