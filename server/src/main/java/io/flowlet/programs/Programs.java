package io.flowlet.programs;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.Clients;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.Scopes;
import io.flowlet.ids.Uuid7;
import io.flowlet.programs.internal.ProgramRows;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Creates and finds programs: acts of the platform, audited there.
 *
 * <p>A program comes into being in three transactions, since each belongs to one tenant: the live tenant is opened, then the test tenant,
 * and at last the program is published with both. Whatever fails on the way leaves no program; a tenant that was opened for it stays behind
 * without a name, and nobody was told its client's secret. Thread-safe.
 */
@Component
public final class Programs {
    private final Transactions transactions;
    private final ProgramRows rows;
    private final Clients clients;
    private final List<TenantOpened> listeners;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    Programs(
            Transactions transactions,
            ProgramRows rows,
            Clients clients,
            List<TenantOpened> listeners,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.clients = clients;
        this.listeners = List.copyOf(listeners);
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Creates a program.
     *
     * @param caller of the platform
     * @throws IllegalStateException inside a transaction
     */
    public NewProgram create(CreateProgram request, Caller caller) {
        return create(request, caller, Function.identity());
    }

    /**
     * As {@link #create(CreateProgram, Caller)}; {@code alongside} runs in the transaction that publishes the program, and what it throws
     * stops that.
     */
    public <T> T create(CreateProgram request, Caller caller, Function<NewProgram, T> alongside) {
        if (transactions.isOpen() || !caller.tenant().isPlatform()) {
            throw new IllegalStateException("a program is created by the platform, outside of any transaction");
        }
        Map<TenantMode, ClientCredentials> credentials = new EnumMap<>(TenantMode.class);
        List<Tenant> tenants = List.of(
                open(TenantMode.LIVE, request, caller, credentials),
                open(TenantMode.TEST, request, caller, credentials));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Program program = new Program(new ProgramId(ids.next()), request.name(), now, tenants);
        return transactions.in(TenantId.PLATFORM, () -> {
            rows.insert(program);
            audit.record(AuditEvent.done(caller, "program.create", program.id().toString())
                    .with("live", program.tenant(TenantMode.LIVE).publicId())
                    .with("test", program.tenant(TenantMode.TEST).publicId()));
            return alongside.apply(new NewProgram(program, credentials));
        });
    }

    /** The program; the read is audited. */
    public Optional<Program> find(Caller caller, ProgramId id) {
        return transactions.in(TenantId.PLATFORM, () -> {
            Optional<Program> found = rows.find(id);
            found.ifPresent(program -> audit.record(AuditEvent.read(caller, "program.read", id.toString())));
            return found;
        });
    }

    /** Programs, newest first; the read is audited as one event with the count. */
    public Page<Program> list(Caller caller, Paging paging) {
        return transactions.in(TenantId.PLATFORM, () -> {
            List<Program> found = rows.list(paging.before(), paging.rows());
            Page<Program> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            audit.record(AuditEvent.read(caller, "program.list", "programs")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    private Tenant open(
            TenantMode mode, CreateProgram request, Caller caller, Map<TenantMode, ClientCredentials> credentials) {
        TenantId id = transactions.control(rows::nextTenant);
        Tenant tenant = new Tenant(id, ids.next(), mode, request.timeZone());
        Caller within = new Caller(Actor.system(id, "programs"), caller.trace());
        NewClient first = new NewClient(id, tenant.publicUuid(), "First client", firstScopes(mode), List.of());
        transactions.run(id, () -> {
            audit.record(
                    AuditEvent.done(within, "tenant.open", tenant.publicId()).with("mode", mode.code()));
            credentials.put(mode, clients.create(first, within));
            listeners.forEach(listener -> listener.opened(tenant, within));
        });
        return tenant;
    }

    private static Set<Scope> firstScopes(TenantMode mode) {
        Set<Scope> scopes = new HashSet<>(Scopes.tenant());
        if (mode == TenantMode.LIVE) {
            scopes.removeAll(Scopes.guarded());
            scopes.add(Scopes.CLIENTS_WRITE); // or nobody could register the app by which the first people sign in
        }
        return scopes;
    }
}
