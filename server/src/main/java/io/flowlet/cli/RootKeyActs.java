package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.settings.SettingsReport;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.RootKeyUses;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.BeansException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes into the platform's audit log what an operator does with copies of the root key, before it is done: whoever holds the key's file can copy
 * it without us, but not by this command and unseen.
 *
 * <p>Nothing is written, and nothing refused, where the database has no key yet. Where the log cannot be written the act is refused, unless the
 * operator says that it shall not be: copies are wanted when the database is lost.
 */
final class RootKeyActs {
    private final Terminal terminal;
    private final boolean unaudited;

    RootKeyActs(Terminal terminal, boolean unaudited) {
        this.terminal = terminal;
        this.unaudited = unaudited;
    }

    /** Whether the act may go on; told if not. */
    boolean mayGoOn(SettingsReport settings, String action) {
        Optional<String> unwritten = written(settings, action);
        if (unwritten.isEmpty()) {
            return true;
        }
        if (unaudited) {
            terminal.note("The audit log does not tell of this: " + unwritten.get());
            return true;
        }
        terminal.note("The audit log cannot be written: " + unwritten.get()
                + "\nNothing was done. If the database is lost, say so:  --unaudited");
        return false;
    }

    /** Empty if it was written, or there is no log yet; otherwise why it was not. */
    private static Optional<String> written(SettingsReport settings, String action) {
        if (!settings.isSound()) {
            return Optional.of(settings.told().strip());
        }
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        DataSource app = new Connections(database).direct(DatabaseRole.APP);
        Optional<String> refusal = Starting.refusal(new DatabaseGuard(app, Clock.systemUTC()), database.url());
        if (refusal.isPresent()) {
            return refusal;
        }
        if (RootKeyUses.read(new JdbcTemplate(app)).needed().isEmpty()) {
            return Optional.empty();
        }
        // nothing of the vault is opened: the root key may be what was lost
        try (ConfigurableApplicationContext facades = FlowletServer.facades(settings)) {
            Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "vault"), facades);
            AuditLog audit = facades.getBean(AuditLog.class);
            facades.getBean(Transactions.class)
                    .run(TenantId.PLATFORM, () -> audit.record(AuditEvent.done(self, action, "root_key")));
            return Optional.empty();
        } catch (DataAccessException | BeansException e) {
            return Optional.of(
                    String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage()));
        }
    }
}
