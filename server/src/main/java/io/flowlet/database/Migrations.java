package io.flowlet.database;

import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Brings every module's schema to the version that this build needs, module by module in their order, as {@code flowlet_owner}.
 *
 * <p>Each module has a schema of its name, a folder {@code db/migration/<module>} and its own history table. Re-runnable; a run that fails
 * leaves the modules before it migrated and the failing script rolled back.
 */
public final class Migrations {
    /** In this order; a later module's script may name an earlier one's tables. */
    public static final List<String> MODULES = List.of(
            "flowlet",
            "vault",
            "http",
            "audit",
            "outbox",
            "identity",
            "programs",
            "subscribers",
            "ledger",
            "wallets",
            "payments");

    static final String HISTORY = "flyway_history";

    private final DataSource owner;

    /** @param owner connects as {@link DatabaseRole#OWNER} */
    public Migrations(DataSource owner) {
        this.owner = owner;
    }

    /**
     * Migrates all modules.
     *
     * @param progress told one line a module
     * @return how many scripts ran
     */
    public int run(Consumer<String> progress) {
        int executed = 0;
        for (String module : MODULES) {
            int now = flyway(owner, module).migrate().migrationsExecuted;
            progress.accept(now == 0 ? module + ": up to date" : "%s: %d applied".formatted(module, now));
            executed += now;
        }
        return executed;
    }

    /** The scripts of {@code module} that the classpath holds and the database has not seen, named {@code module/version}. */
    static List<String> pending(DataSource anyRole, String module) {
        MigrationInfo[] pending = flyway(anyRole, module).info().pending();
        return java.util.Arrays.stream(pending)
                .map(info -> module + "/" + info.getScript())
                .toList();
    }

    private static Flyway flyway(DataSource dataSource, String module) {
        return Flyway.configure()
                .dataSource(dataSource)
                .schemas(module)
                .defaultSchema(module)
                .table(HISTORY)
                .locations("classpath:db/migration/" + module)
                .failOnMissingLocations(false)
                .validateMigrationNaming(true)
                .load();
    }
}
