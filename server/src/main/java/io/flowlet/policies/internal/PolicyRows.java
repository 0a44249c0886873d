package io.flowlet.policies.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.policies.PolicyVersion;
import io.flowlet.tenants.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Versions as rows, and the ones in force and to come in memory for a few seconds: what another instance published is seen then. */
@Component
public final class PolicyRows {
    static final Duration REMEMBERED_FOR = Duration.ofSeconds(4);
    private static final int REMEMBERED = 1_000;
    private static final String INSERT = """
            insert into policies.policy_version (tenant_id, name, version, hash, body, effective_at, created_at, created_by, approval)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final String FIND = """
            select name, version, hash, body, effective_at, created_at, created_by, approval from policies.policy_version
            where tenant_id = ? and name = ? and version = ?
            """;
    private static final String NEWEST = """
            select name, version, hash, body, effective_at, created_at, created_by, approval from policies.policy_version
            where tenant_id = ? and name = ? order by version desc limit 1
            """;
    private static final String AT = """
            select name, version, hash, body, effective_at, created_at, created_by, approval from policies.policy_version
            where tenant_id = ? and name = ? and effective_at <= ? order by version desc limit 1
            """;
    private static final String LIST = """
            select name, version, hash, body, effective_at, created_at, created_by, approval from policies.policy_version
            where tenant_id = ? and name = ? and version < ? order by version desc limit ?
            """;
    private static final String FROM_CURRENT_ON = """
            select name, version, hash, body, effective_at, created_at, created_by, approval from policies.policy_version
            where tenant_id = ? and name = ? and version >= (
              select max(version) from policies.policy_version where tenant_id = ? and name = ? and effective_at <= ?)
            order by version desc
            """;

    private final JdbcTemplate jdbc;
    private final Transactions transactions;
    private final Cache<Key, List<PolicyVersion>> remembered;

    @Autowired
    PolicyRows(JdbcTemplate jdbc, Transactions transactions) {
        this(jdbc, transactions, REMEMBERED_FOR);
    }

    /** @param rememberedFor how long another instance's version can go unseen here */
    PolicyRows(JdbcTemplate jdbc, Transactions transactions, Duration rememberedFor) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.remembered = Caffeine.newBuilder()
                .expireAfterWrite(rememberedFor)
                .maximumSize(REMEMBERED)
                .build();
    }

    private record Key(TenantId tenant, String name) {}

    /** The version in force at {@code now} and all after it, newest first; up to 4 seconds old. */
    public List<PolicyVersion> fromCurrentOn(TenantId tenant, String name, Instant now) {
        Key key = new Key(tenant, name);
        List<PolicyVersion> known = remembered.getIfPresent(key);
        if (known != null) {
            return known;
        }
        List<PolicyVersion> read = transactions.in(
                tenant,
                () -> jdbc.query(
                        FROM_CURRENT_ON,
                        PolicyRows::read,
                        tenant.value(),
                        name,
                        tenant.value(),
                        name,
                        Timestamp.from(now)));
        // inside a transaction it may be that transaction's own version, which can still be rolled back
        if (!transactions.isOpen() && !read.isEmpty()) {
            remembered.put(key, read);
        }
        return read;
    }

    /** Writes a version in the open transaction; false if somebody else was faster with the same number. */
    public boolean insert(TenantId tenant, PolicyVersion version) {
        int rows = jdbc.update(
                INSERT,
                tenant.value(),
                version.name(),
                version.version(),
                HexFormat.of().parseHex(version.hash()),
                version.body(),
                Timestamp.from(version.effectiveAt()),
                Timestamp.from(version.createdAt()),
                version.createdBy(),
                version.approval() == null ? null : version.approval().value());
        Key key = new Key(tenant, version.name());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
                remembered.invalidate(key);
            }
        });
        return rows == 1;
    }

    public Optional<PolicyVersion> find(TenantId tenant, String name, int version) {
        return jdbc.query(FIND, PolicyRows::read, tenant.value(), name, version).stream()
                .findFirst();
    }

    public Optional<PolicyVersion> newest(TenantId tenant, String name) {
        return jdbc.query(NEWEST, PolicyRows::read, tenant.value(), name).stream()
                .findFirst();
    }

    public Optional<PolicyVersion> at(TenantId tenant, String name, Instant instant) {
        return jdbc.query(AT, PolicyRows::read, tenant.value(), name, Timestamp.from(instant)).stream()
                .findFirst();
    }

    public List<PolicyVersion> list(TenantId tenant, String name, int before, int limit) {
        return jdbc.query(LIST, PolicyRows::read, tenant.value(), name, before, limit);
    }

    private static PolicyVersion read(ResultSet row, int number) throws SQLException {
        UUID approval = row.getObject(8, UUID.class);
        return new PolicyVersion(
                row.getString(1),
                row.getInt(2),
                HexFormat.of().formatHex(row.getBytes(3)),
                row.getString(4),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant(),
                row.getString(7),
                approval == null ? null : new ApprovalId(approval));
    }
}
