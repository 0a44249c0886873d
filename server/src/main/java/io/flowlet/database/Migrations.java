package io.flowlet.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

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
            "approvals",
            "policies",
            "programs",
            "subscribers",
            "tokens",
            "screening",
            "onboarding",
            "ledger",
            "wallets",
            "payments",
            "privacy");

    private static final String HISTORY = "flyway_history";

    /** Lets a server that starts as {@code flowlet_app} compare the histories with its own scripts, in one statement. */
    private static final String SHOW_HISTORIES = """
            do $$
            declare
              history record;
            begin
              for history in
                select n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relname = 'flyway_history' and c.relkind = 'r' and c.relowner = current_user::regrole
              loop
                execute format('grant usage on schema %I to flowlet_app', history.schema);
                execute format('grant select on %I.flyway_history to flowlet_app', history.schema);
              end loop;
            end
            $$;
            create or replace function flowlet.migrations()
              returns table (module text, version text, script text, checksum int)
              language plpgsql stable set search_path = pg_catalog as $$
            declare
              history record;
            begin
              for history in
                select n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relname = 'flyway_history' and c.relkind = 'r'
              loop
                return query execute format(
                  'select %L::text, version::text, script::text, checksum from %I.flyway_history where success and version is not null',
                  history.schema, history.schema);
              end loop;
            end
            $$
            """;

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
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SHOW_HISTORIES);
        } catch (SQLException e) {
            throw new IllegalStateException("the histories of the migrations cannot be shown to flowlet_app", e);
        }
        return executed;
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
