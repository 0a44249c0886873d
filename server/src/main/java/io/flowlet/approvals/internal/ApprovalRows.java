package io.flowlet.approvals.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.approvals.ApprovalState;
import io.flowlet.approvals.Bar;
import io.flowlet.approvals.Change;
import io.flowlet.approvals.Decision;
import io.flowlet.approvals.Verdict;
import io.flowlet.http.Paging;
import io.flowlet.identity.StaffRole;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Requests and decisions as rows; needs a transaction of their tenant. A request is locked before it is changed. */
@Component
public final class ApprovalRows implements SealedColumns {
    private static final SealedColumn CHANGE =
            SealedColumn.in("approvals.request", "change").row("id").ofTenant();
    private static final SealedColumn REASON =
            SealedColumn.in("approvals.request", "reason").row("id").ofTenant();
    /** A decision has no id of its own, so its row is named by both ids: a reason moved to another request or person does not open. */
    private static final SealedColumn SAID = SealedColumn.in("approvals.decision", "reason")
            .row(
                    List.of(SealedColumn.Key.uuid("request"), SealedColumn.Key.uuid("decider")),
                    both -> rowOf((UUID) both.getFirst(), (UUID) both.getLast()))
            .ofTenant();

    private static final String INSERT = """
            insert into approvals.request
              (tenant_id, id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at,
               checker_roles, policy_version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, kind, subject) where state = 'open' do nothing
            """;
    private static final String FIND = """
            select id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at, closed_at, result,
              checker_roles, policy_version
            from approvals.request where tenant_id = ? and id = ?
            """;
    private static final String LOCK = """
            select id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at, closed_at, result,
              checker_roles, policy_version
            from approvals.request where tenant_id = ? and id = ? for update
            """;
    private static final String LOCK_OPEN = """
            select id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at, closed_at, result,
              checker_roles, policy_version
            from approvals.request where tenant_id = ? and kind = ? and subject = ? and state = 'open' for update
            """;
    private static final String OVERDUE = """
            select id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at, closed_at, result,
              checker_roles, policy_version
            from approvals.request where tenant_id = ? and state = 'open' and expires_at <= ?
            order by expires_at limit ? for update skip locked
            """;
    private static final String AGREED = """
            select id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at, closed_at, result,
              checker_roles, policy_version
            from approvals.request where tenant_id = ? and state = 'approved'
            order by id limit ?
            """;
    private static final String LIST = """
            select id, kind, subject, change, reason, maker, maker_name, checkers, state, version, opened_at, expires_at, closed_at, result,
              checker_roles, policy_version
            from approvals.request
            where tenant_id = ? and (?::text is null or state = ?) and (?::text is null or kind = ?) and (?::uuid is null or id < ?)
            order by id desc limit ?
            """;
    private static final String UPDATE = """
            update approvals.request set state = ?, version = ?, closed_at = ?, result = ?, checkers = ?, expires_at = ?, checker_roles = ?
            where tenant_id = ? and id = ? and version = ?
            """;
    private static final String HAND_OVER = """
            update approvals.request set handed_over_at = ? where tenant_id = ? and id = ? and handed_over_at is null
            """;
    private static final String DECIDE = """
            insert into approvals.decision (tenant_id, request, decider, verdict, decided_by, reason, decided_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String DECISIONS = """
            select decider, decided_by, verdict, reason, decided_at from approvals.decision
            where tenant_id = ? and request = ? order by decided_at, decider
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    ApprovalRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(CHANGE, REASON, SAID);
    }

    /** Writes a new request; false if one of its kind is open for its subject. */
    public boolean insert(TenantId tenant, Approval opened) {
        UUID id = opened.id().value();
        Change change = opened.change();
        String text = CanonicalJson.write(
                Map.of("before", change.before(), "after", change.after(), "terms", change.terms()));
        return jdbc.update(
                        INSERT,
                        tenant.value(),
                        id,
                        opened.kind(),
                        opened.subject(),
                        vault.encryptText(Subject.ofTenant(tenant), CHANGE.place(id), text),
                        vault.encryptText(Subject.ofTenant(tenant), REASON.place(id), opened.reason()),
                        opened.maker(),
                        opened.makerName(),
                        opened.checkers(),
                        opened.state().code(),
                        opened.version(),
                        Timestamp.from(opened.openedAt()),
                        Timestamp.from(opened.expiresAt()),
                        codes(opened.bar()),
                        opened.bar().policyVersion())
                == 1;
    }

    public Optional<Approval> find(TenantId tenant, ApprovalId id) {
        return jdbc.query(FIND, (row, number) -> read(tenant, row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** The request, which nobody else decides until the transaction ends. */
    public Optional<Approval> lock(TenantId tenant, ApprovalId id) {
        return jdbc.query(LOCK, (row, number) -> read(tenant, row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** The open request of this kind about this subject, locked. */
    public Optional<Approval> lockOpen(TenantId tenant, String kind, String subject) {
        return jdbc.query(LOCK_OPEN, (row, number) -> read(tenant, row), tenant.value(), kind, subject).stream()
                .findFirst();
    }

    /** Open ones whose time is over and that nobody decides just now, locked. */
    public List<Approval> lockOverdue(TenantId tenant, Instant now, int limit) {
        return jdbc.query(OVERDUE, (row, number) -> read(tenant, row), tenant.value(), Timestamp.from(now), limit);
    }

    /** Those that were agreed to and are not done yet, the oldest first. */
    public List<Approval> agreed(TenantId tenant, int limit) {
        return jdbc.query(AGREED, (row, number) -> read(tenant, row), tenant.value(), limit);
    }

    /** Newest first; null: of any state, of any kind. */
    public List<Approval> list(TenantId tenant, @Nullable ApprovalState state, @Nullable String kind, Paging paging) {
        String code = state == null ? null : state.code();
        return jdbc.query(
                LIST,
                (row, number) -> read(tenant, row),
                tenant.value(),
                code,
                code,
                kind,
                kind,
                paging.before(),
                paging.before(),
                paging.rows());
    }

    /** Writes the next version of a locked request; its bar only rises, which the database sees to as well. */
    public void update(TenantId tenant, Approval next) {
        int rows = jdbc.update(
                UPDATE,
                next.state().code(),
                next.version(),
                next.closedAt() == null ? null : Timestamp.from(next.closedAt()),
                next.result(),
                next.checkers(),
                Timestamp.from(next.expiresAt()),
                codes(next.bar()),
                tenant.value(),
                next.id().value(),
                next.version() - 1);
        if (rows != 1) {
            throw new IllegalStateException("a request was changed without its lock: " + next.id());
        }
    }

    /** Whether it was this call that marked what the request made as taken. */
    public boolean handOver(TenantId tenant, ApprovalId id, Instant now) {
        return jdbc.update(HAND_OVER, Timestamp.from(now), tenant.value(), id.value()) == 1;
    }

    /** Writes what somebody said about a locked request. */
    public void insert(TenantId tenant, ApprovalId request, Decision decision) {
        jdbc.update(
                DECIDE,
                tenant.value(),
                request.value(),
                decision.decider(),
                decision.verdict().code(),
                decision.decidedBy(),
                vault.encryptText(
                        Subject.ofTenant(tenant), placeOf(request.value(), decision.decider()), decision.reason()),
                Timestamp.from(decision.decidedAt()));
    }

    private Approval read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        Subject subject = Subject.ofTenant(tenant);
        Timestamp closed = row.getTimestamp(13);
        return new Approval(
                new ApprovalId(id),
                row.getString(2),
                row.getString(3),
                change(vault.decryptText(subject, CHANGE.place(id), row.getBytes(4))),
                vault.decryptText(subject, REASON.place(id), row.getBytes(5)),
                row.getObject(6, UUID.class),
                row.getString(7),
                bar(row),
                ApprovalState.of(row.getString(9)).orElseThrow(),
                row.getInt(10),
                row.getTimestamp(11).toInstant(),
                closed == null ? null : closed.toInstant(),
                row.getString(14),
                decisions(tenant, id));
    }

    private static Bar bar(ResultSet row) throws SQLException {
        String[] roles = (String[]) row.getArray(15).getArray();
        return new Bar(
                StaffRole.named(List.of(roles)),
                row.getInt(8),
                row.getTimestamp(12).toInstant(),
                row.getInt(16));
    }

    private static String[] codes(Bar bar) {
        return bar.roles().stream().map(StaffRole::code).sorted().toArray(String[]::new);
    }

    private List<Decision> decisions(TenantId tenant, UUID request) {
        return jdbc.query(DECISIONS, (row, number) -> decision(tenant, request, row), tenant.value(), request);
    }

    private Decision decision(TenantId tenant, UUID request, ResultSet row) throws SQLException {
        UUID decider = row.getObject(1, UUID.class);
        return new Decision(
                decider,
                row.getString(2),
                Verdict.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                vault.decryptText(Subject.ofTenant(tenant), placeOf(request, decider), row.getBytes(4)),
                row.getTimestamp(5).toInstant());
    }

    private static Place placeOf(UUID request, UUID decider) {
        return SAID.place(rowOf(request, decider));
    }

    private static UUID rowOf(UUID request, UUID decider) {
        return new UUID(
                request.getMostSignificantBits() ^ decider.getMostSignificantBits(),
                request.getLeastSignificantBits() ^ decider.getLeastSignificantBits());
    }

    private static Change change(String text) {
        try {
            Map<String, @Nullable Object> members = CanonicalJson.parseObject(text);
            return new Change(
                    object(members.get("before")), object(members.get("after")), object(members.get("terms")));
        } catch (Malformed e) {
            throw new IllegalStateException("a stored change does not parse", e);
        }
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalStateException("a stored change lacks a part");
    }
}
