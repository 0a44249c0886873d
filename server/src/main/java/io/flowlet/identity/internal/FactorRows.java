package io.flowlet.identity.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import io.flowlet.identity.Factor;
import io.flowlet.identity.FactorKind;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Vault;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Second factors, recovery codes and wrong attempts at them as rows; needs a transaction of their tenant. */
@Component
public final class FactorRows implements SealedColumns {
    static final SealedColumn SECRET = SealedColumn.in("identity.authenticator_app", "secret")
            .row("account")
            .of("account", Purpose.SERVICE);
    private static final String INSERT = """
            insert into identity.authenticator_app (tenant_id, account, secret, made_at, used_at, last_step)
            values (?, ?, ?, ?, ?, ?)
            """;
    private static final String TOTP = """
            select secret, last_step from identity.authenticator_app where tenant_id = ? and account = ?
            """;
    private static final String LIST = """
            select made_at, used_at from identity.authenticator_app where tenant_id = ? and account = ?
            """;
    private static final String HAS = """
            select exists (select from identity.authenticator_app where tenant_id = ? and account = ?)
                or exists (select from identity.passkey where tenant_id = ? and account = ?)
            """;
    private static final String USE = """
            update identity.authenticator_app set used_at = ?, last_step = ? where tenant_id = ? and account = ?
            """;
    private static final String REMOVE = "delete from identity.authenticator_app where tenant_id = ? and account = ?";
    private static final String INSERT_CODE = """
            insert into identity.recovery_code (tenant_id, account, digest, made_at) values (?, ?, ?, ?)
            """;
    private static final String USE_CODE = """
            update identity.recovery_code set used_at = ?
            where tenant_id = ? and account = ? and digest = ? and used_at is null
            """;
    private static final String CODES_LEFT = """
            select count(*) from identity.recovery_code where tenant_id = ? and account = ? and used_at is null
            """;
    private static final String RESET = """
            update identity.account set wrong_codes = 0, codes_blocked_until = null, reset_at = ? where tenant_id = ? and id = ?
            """;
    private static final String REMOVE_CODES = "delete from identity.recovery_code where tenant_id = ? and account = ?";
    private static final String GUARD = """
            select wrong_codes, codes_blocked_until from identity.account where tenant_id = ? and id = ?
            """;
    private static final String SET_GUARD = """
            update identity.account set wrong_codes = ?, codes_blocked_until = ? where tenant_id = ? and id = ?
            """;

    private final JdbcTemplate jdbc;
    private final PasskeyRows passkeys;
    private final Vault vault;

    FactorRows(JdbcTemplate jdbc, PasskeyRows passkeys, Vault vault) {
        this.jdbc = jdbc;
        this.passkeys = passkeys;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(SECRET);
    }

    /**
     * What was typed wrong since the last right code.
     *
     * @param blockedUntil null if never
     */
    record Guard(int wrong, @Nullable Instant blockedUntil) {}

    void insertTotp(Account account, StoredTotp totp, Instant now) {
        byte[] sealed = vault.encrypt(
                SECRET.subject(account.tenant(), account.id()), SECRET.place(account.id()), totp.secret());
        jdbc.update(
                INSERT,
                account.tenant().value(),
                account.id(),
                sealed,
                Timestamp.from(now),
                Timestamp.from(now),
                totp.lastStep());
    }

    Optional<StoredTotp> totp(TenantId tenant, UUID account) {
        return jdbc
                .query(
                        TOTP,
                        (row, number) -> {
                            byte[] secret = vault.decrypt(
                                    SECRET.subject(tenant, account), SECRET.place(account), row.getBytes(1));
                            return new StoredTotp(secret, row.getLong(2));
                        },
                        tenant.value(),
                        account)
                .stream()
                .findFirst();
    }

    public List<Factor> list(TenantId tenant, UUID account) {
        return jdbc.query(
                LIST,
                (row, number) -> {
                    Instant made = row.getTimestamp(1).toInstant();
                    Instant used = row.getTimestamp(2).toInstant();
                    return new Factor(FactorKind.TOTP, made, used.equals(made) ? null : used);
                },
                tenant.value(),
                account);
    }

    public boolean hasAny(TenantId tenant, UUID account) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(HAS, Boolean.class, tenant.value(), account, tenant.value(), account));
    }

    void use(TenantId tenant, UUID account, long step, Instant now) {
        jdbc.update(USE, Timestamp.from(now), step, tenant.value(), account);
    }

    /** Removes every factor and recovery code of an account; says how many factors. */
    public int removeAll(TenantId tenant, UUID account) {
        removeCodes(tenant, account);
        return jdbc.update(REMOVE, tenant.value(), account) + passkeys.removeAll(tenant, account);
    }

    /** As {@link #removeAll}, because somebody else wanted it; codes that were blocked are blocked no more. */
    public int reset(TenantId tenant, UUID account, Instant now) {
        jdbc.update(RESET, Timestamp.from(now), tenant.value(), account);
        return removeAll(tenant, account);
    }

    /** Removes the recovery codes. */
    public void removeCodes(TenantId tenant, UUID account) {
        jdbc.update(REMOVE_CODES, tenant.value(), account);
    }

    /** Removes the authenticator app and keeps the codes. */
    int removeFactors(TenantId tenant, UUID account) {
        return jdbc.update(REMOVE, tenant.value(), account);
    }

    /** Puts these in the place of all there were. */
    void replaceCodes(TenantId tenant, UUID account, List<byte[]> digests, Instant now) {
        jdbc.update(REMOVE_CODES, tenant.value(), account);
        digests.forEach(digest -> jdbc.update(INSERT_CODE, tenant.value(), account, digest, Timestamp.from(now)));
    }

    /** Whether it was this call that used it up. */
    boolean useCode(TenantId tenant, UUID account, byte[] digest, Instant now) {
        return jdbc.update(USE_CODE, Timestamp.from(now), tenant.value(), account, digest) == 1;
    }

    public int codesLeft(TenantId tenant, UUID account) {
        return Objects.requireNonNull(jdbc.queryForObject(CODES_LEFT, Integer.class, tenant.value(), account));
    }

    Guard guard(TenantId tenant, UUID account) {
        return Objects.requireNonNull(jdbc.queryForObject(
                GUARD, (row, number) -> new Guard(row.getInt(1), CodeRows.instant(row, 2)), tenant.value(), account));
    }

    void setGuard(TenantId tenant, UUID account, Guard guard) {
        jdbc.update(SET_GUARD, guard.wrong(), CodeRows.timestamp(guard.blockedUntil()), tenant.value(), account);
    }
}
