package io.flowlet.onboarding.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.onboarding.CaseDecision;
import io.flowlet.onboarding.CaseId;
import io.flowlet.onboarding.CaseProgress;
import io.flowlet.onboarding.CaseState;
import io.flowlet.onboarding.Hold;
import io.flowlet.onboarding.KysCase;
import io.flowlet.onboarding.RiskLevel;
import io.flowlet.onboarding.Verdict;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Cases and decisions as rows. A case is locked before it is changed, so that two acts on it follow each other. */
@Component
public final class CaseRows implements SealedColumns {
    private static final SealedColumn REASON = SealedColumn.in("onboarding.decision", "reason")
            .row("id")
            .of(
                    "(select c.subscriber from onboarding.kys_case c where c.tenant_id = t.tenant_id and c.id = t.kys_case)",
                    Purpose.KYC_RECORD);
    private static final String INSERT = """
            insert into onboarding.kys_case
              (tenant_id, id, subscriber, state, holds, risk_level, decision, version, opened_at, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final String UPDATE = """
            update onboarding.kys_case set state = ?, holds = ?, risk_level = ?, decision = ?, version = ?, updated_at = ?
            where tenant_id = ? and id = ? and version = ?
            """;
    private static final String LOCK =
            "select id from onboarding.kys_case where tenant_id = ? and subscriber = ? for update";
    private static final String OF_SUBSCRIBER = """
            select c.id, c.subscriber, c.state, c.holds, c.risk_level, c.version, c.opened_at, c.updated_at,
                   d.id, d.verdict, d.reason, d.decided_by, d.decided_at, d.rules_version
            from onboarding.kys_case c left join onboarding.decision d on d.tenant_id = c.tenant_id and d.id = c.decision
            where c.tenant_id = ? and c.subscriber = ?
            """;
    private static final String FIND = """
            select c.id, c.subscriber, c.state, c.holds, c.risk_level, c.version, c.opened_at, c.updated_at,
                   d.id, d.verdict, d.reason, d.decided_by, d.decided_at, d.rules_version
            from onboarding.kys_case c left join onboarding.decision d on d.tenant_id = c.tenant_id and d.id = c.decision
            where c.tenant_id = ? and c.id = ?
            """;
    private static final String LIST = """
            select c.id, c.subscriber, c.state, c.holds, c.risk_level, c.version, c.opened_at, c.updated_at,
                   d.id, d.verdict, d.reason, d.decided_by, d.decided_at, d.rules_version
            from onboarding.kys_case c left join onboarding.decision d on d.tenant_id = c.tenant_id and d.id = c.decision
            where c.tenant_id = ? and c.ended_at is null and (?::text is null or c.state = ?) and (?::uuid is null or c.id < ?)
            order by c.id desc limit ?
            """;
    private static final String INSERT_DECISION = """
            insert into onboarding.decision (tenant_id, id, kys_case, verdict, reason, decided_by, decided_at, rules_version)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String IS_ENDED = """
            select exists (select from onboarding.kys_case where tenant_id = ? and id = ? and ended_at is not null)
            """;
    private static final String END =
            "update onboarding.kys_case set ended_at = ? where tenant_id = ? and subscriber = ? and ended_at is null";
    private static final String DECISIONS = """
            select d.id, d.verdict, d.reason, d.decided_by, d.decided_at, d.rules_version from onboarding.decision d
            join onboarding.kys_case c on c.tenant_id = d.tenant_id and c.id = d.kys_case
            where c.tenant_id = ? and c.subscriber = ? order by d.id
            """;
    private static final int DECISION = 9;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    CaseRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(REASON);
    }

    /** Writes a new case; false if the subscriber has one. */
    public boolean insert(TenantId tenant, KysCase opened) {
        return jdbc.update(
                        INSERT,
                        tenant.value(),
                        opened.id().value(),
                        opened.subscriber().value(),
                        opened.state().code(),
                        holds(opened),
                        level(opened),
                        null,
                        opened.version(),
                        Timestamp.from(opened.openedAt()),
                        Timestamp.from(opened.updatedAt()))
                == 1;
    }

    /** Waits until no other transaction works on the subscriber's case. */
    public Optional<KysCase> lock(TenantId tenant, SubscriberId subscriber) {
        jdbc.queryForList(LOCK, UUID.class, tenant.value(), subscriber.value());
        return of(tenant, subscriber);
    }

    public Optional<KysCase> of(TenantId tenant, SubscriberId subscriber) {
        return jdbc
                .query(OF_SUBSCRIBER, (row, number) -> read(tenant, row), tenant.value(), subscriber.value())
                .stream()
                .findFirst();
    }

    public Optional<KysCase> find(TenantId tenant, CaseId id) {
        return jdbc.query(FIND, (row, number) -> read(tenant, row), tenant.value(), id.value()).stream()
                .findFirst();
    }

    /** Whether the case's subscriber is served no more. */
    public boolean isEnded(TenantId tenant, CaseId id) {
        return Boolean.TRUE.equals(jdbc.queryForObject(IS_ENDED, Boolean.class, tenant.value(), id.value()));
    }

    /** The subscriber is served no more: its case is a kept record. */
    public void end(TenantId tenant, SubscriberId subscriber, Instant at) {
        jdbc.update(END, Timestamp.from(at), tenant.value(), subscriber.value());
    }

    /** Everything that was decided about the subscriber, oldest first. */
    public List<CaseDecision> decisions(TenantId tenant, SubscriberId subscriber) {
        return jdbc.query(
                DECISIONS, (row, number) -> decision(tenant, subscriber, row, 1), tenant.value(), subscriber.value());
    }

    /** Cases of those who are served, newest first. */
    public List<KysCase> list(TenantId tenant, @Nullable CaseState state, Paging paging) {
        String code = state == null ? null : state.code();
        return jdbc.query(
                LIST,
                (row, number) -> read(tenant, row),
                tenant.value(),
                code,
                code,
                paging.before(),
                paging.before(),
                paging.rows());
    }

    /** Writes the next version of a locked case. */
    public void update(TenantId tenant, KysCase next) {
        CaseDecision decision = next.decision();
        int rows = jdbc.update(
                UPDATE,
                next.state().code(),
                holds(next),
                level(next),
                decision == null ? null : decision.id(),
                next.version(),
                Timestamp.from(next.updatedAt()),
                tenant.value(),
                next.id().value(),
                next.version() - 1);
        if (rows != 1) {
            throw new IllegalStateException("a case was changed without its lock: " + next.id());
        }
    }

    public void insert(TenantId tenant, KysCase decided, CaseDecision decision) {
        jdbc.update(
                INSERT_DECISION,
                tenant.value(),
                decision.id(),
                decided.id().value(),
                decision.verdict().code(),
                vault.encryptText(subject(tenant, decided.subscriber()), place(decision.id()), decision.reason()),
                decision.decidedBy(),
                Timestamp.from(decision.decidedAt()),
                decision.rulesVersion());
    }

    private KysCase read(TenantId tenant, ResultSet row) throws SQLException {
        SubscriberId subscriber = new SubscriberId(row.getObject(2, UUID.class));
        String level = row.getString(5);
        return new KysCase(
                new CaseId(row.getObject(1, UUID.class)),
                subscriber,
                new CaseProgress(
                        CaseState.valueOf(upper(row.getString(3))),
                        Arrays.stream((String[]) row.getArray(4).getArray())
                                .map(code -> Hold.valueOf(upper(code)))
                                .collect(Collectors.toSet())),
                level == null ? null : RiskLevel.valueOf(upper(level)),
                row.getObject(DECISION, UUID.class) == null ? null : decision(tenant, subscriber, row, DECISION),
                row.getInt(6),
                row.getTimestamp(7).toInstant(),
                row.getTimestamp(8).toInstant());
    }

    private CaseDecision decision(TenantId tenant, SubscriberId subscriber, ResultSet row, int from)
            throws SQLException {
        UUID id = row.getObject(from, UUID.class);
        return new CaseDecision(
                id,
                Verdict.valueOf(upper(row.getString(from + 1))),
                vault.decryptText(subject(tenant, subscriber), place(id), row.getBytes(from + 2)),
                row.getString(from + 3),
                row.getTimestamp(from + 4).toInstant(),
                row.getObject(from + 5, Integer.class));
    }

    private static String[] holds(KysCase kysCase) {
        return kysCase.progress().holds().stream().map(Hold::code).sorted().toArray(String[]::new);
    }

    private static @Nullable String level(KysCase kysCase) {
        RiskLevel level = kysCase.riskLevel();
        return level == null ? null : level.code();
    }

    private static String upper(String code) {
        return code.toUpperCase(Locale.ROOT);
    }

    private static Subject subject(TenantId tenant, SubscriberId subscriber) {
        return REASON.subject(tenant, subscriber.value());
    }

    private static Place place(UUID decision) {
        return REASON.place(decision);
    }
}
