package io.flowlet.identity.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.StaffRole;
import io.flowlet.identity.StaffStanding;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Accounts and their former passwords as rows; needs a transaction of their tenant. */
@Component
public final class PersonRows implements SealedColumns {
    static final SealedColumn EMAIL =
            SealedColumn.in("identity.account", "email").row("id").of("id", Purpose.SERVICE);
    private static final String INSERT = """
            insert into identity.account
              (tenant_id, id, audience, email_index, mailbox_index, email, password_hash, roles, created_at, password_changed_at,
               imported_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String BY_EMAIL = """
            select id, audience, email, roles, created_at, disabled_at, password_hash
            from identity.account where tenant_id = ? and audience = ? and email_index = ?
            """;
    private static final String MAILBOX_TAKEN = """
            select exists (select from identity.account where tenant_id = ? and mailbox_index = ? and disabled_at is null)
            """;
    private static final String NOTE_MAILBOX = """
            update identity.account set mailbox_index = ? where tenant_id = ? and id = ? and mailbox_index is null
            """;
    private static final String IMPORTED = """
            select imported_at is not null from identity.account where tenant_id = ? and audience = ? and email_index = ?
            """;
    private static final String BY_ID = """
            select id, audience, email, roles, created_at, disabled_at, password_hash
            from identity.account where tenant_id = ? and id = ?
            """;
    private static final String LOCK = """
            select id, audience, email, roles, created_at, disabled_at, password_hash
            from identity.account where tenant_id = ? and id = ? for update
            """;
    private static final String LIST = """
            select id, audience, email, roles, created_at, disabled_at, password_hash
            from identity.account where tenant_id = ? and audience = ? and (?::uuid is null or id < ?) order by id desc limit ?
            """;
    private static final String DISABLE = """
            update identity.account set disabled_at = ? where tenant_id = ? and id = ? and disabled_at is null
            """;
    private static final String STANDING = """
            select roles, created_at, roles_given_at, reset_at, disabled_at
            from identity.account where tenant_id = ? and id = ? and audience = 'staff'
            """;
    private static final String CHANGE_ROLES = """
            update identity.account set roles = ?, roles_given_at = ? where tenant_id = ? and id = ?
            """;
    private static final String NOTE_RESET = "update identity.account set reset_at = ? where tenant_id = ? and id = ?";
    private static final String CHANGE_PASSWORD = """
            update identity.account set password_hash = ?, password_changed_at = ? where tenant_id = ? and id = ?
            """;
    private static final String REHASH =
            "update identity.account set password_hash = ? where tenant_id = ? and id = ? and password_hash = ?";
    private static final String REMEMBER = """
            insert into identity.former_password (tenant_id, account, replaced_at, password_hash) values (?, ?, ?, ?)
            """;
    private static final String FORMER = """
            select password_hash from identity.former_password where tenant_id = ? and account = ?
            order by replaced_at desc limit ?
            """;
    private static final String FORGET = """
            delete from identity.former_password where tenant_id = ? and account = ? and replaced_at not in
              (select replaced_at from identity.former_password where tenant_id = ? and account = ?
               order by replaced_at desc limit ?)
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    PersonRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /**
     * By what an account is found, blind.
     *
     * @param mailbox of staff; null for a subscriber
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Indexes(byte[] email, byte @Nullable [] mailbox) {}

    @Override
    public List<SealedColumn> sealed() {
        return List.of(EMAIL);
    }

    /**
     * Whether it is there now; false if the tenant has one with this address.
     *
     * @param imported whether it comes from another system
     */
    public boolean insert(Account account, Indexes indexes, String passwordHash, boolean imported) {
        byte[] email = vault.encryptText(subject(account.tenant(), account.id()), place(account.id()), account.email());
        Timestamp now = Timestamp.from(account.createdAt());
        return jdbc.update(
                        INSERT,
                        account.tenant().value(),
                        account.id(),
                        account.audience().code(),
                        indexes.email(),
                        indexes.mailbox(),
                        email,
                        passwordHash,
                        codes(account.roles()),
                        now,
                        now,
                        imported ? now : null)
                == 1;
    }

    public Optional<StoredAccount> byEmail(TenantId tenant, Audience audience, byte[] emailIndex) {
        return jdbc
                .query(BY_EMAIL, (row, number) -> read(tenant, row), tenant.value(), audience.code(), emailIndex)
                .stream()
                .findFirst();
    }

    /** Whether the account of an address was imported; empty without one. */
    public Optional<Boolean> isImported(TenantId tenant, Audience audience, byte[] emailIndex) {
        return jdbc.queryForList(IMPORTED, Boolean.class, tenant.value(), audience.code(), emailIndex).stream()
                .findFirst();
    }

    /** Whether an account of the staff that works has this mailbox. */
    public boolean isMailboxTaken(TenantId tenant, byte[] mailbox) {
        return Boolean.TRUE.equals(jdbc.queryForObject(MAILBOX_TAKEN, Boolean.class, tenant.value(), mailbox));
    }

    /** Writes the mailbox of an account that was made before that was kept. */
    public void noteMailbox(TenantId tenant, UUID id, byte[] mailbox) {
        jdbc.update(NOTE_MAILBOX, mailbox, tenant.value(), id);
    }

    public Optional<StoredAccount> byId(TenantId tenant, UUID id) {
        return jdbc.query(BY_ID, (row, number) -> read(tenant, row), tenant.value(), id).stream()
                .findFirst();
    }

    /** As {@link #byId}, and nobody else changes it until the transaction ends. */
    public Optional<StoredAccount> lock(TenantId tenant, UUID id) {
        return jdbc.query(LOCK, (row, number) -> read(tenant, row), tenant.value(), id).stream()
                .findFirst();
    }

    public List<Account> list(TenantId tenant, Audience audience, @Nullable UUID before, int limit) {
        return jdbc.query(
                LIST,
                (row, number) -> read(tenant, row).account(),
                tenant.value(),
                audience.code(),
                before,
                before,
                limit);
    }

    /** Whether it was this call that disabled it. */
    public boolean disable(TenantId tenant, UUID id, Instant now) {
        return jdbc.update(DISABLE, Timestamp.from(now), tenant.value(), id) == 1;
    }

    /** What decides whether a member of staff may check another's request. */
    public Optional<StaffStanding> standing(TenantId tenant, UUID id) {
        return jdbc.query(STANDING, (row, number) -> standing(row), tenant.value(), id).stream()
                .findFirst();
    }

    /** Writes the roles of {@code changed}. */
    public void changeRoles(Account changed, Instant now) {
        jdbc.update(
                CHANGE_ROLES,
                codes(changed.roles()),
                Timestamp.from(now),
                changed.tenant().value(),
                changed.id());
    }

    /** Others changed how the person comes in. */
    public void noteReset(TenantId tenant, UUID id, Instant now) {
        jdbc.update(NOTE_RESET, Timestamp.from(now), tenant.value(), id);
    }

    /** Replaces the password and remembers the old one among the last {@code history}. */
    public void changePassword(StoredAccount was, String passwordHash, Instant now, int history) {
        int tenant = was.account().tenant().value();
        UUID id = was.account().id();
        jdbc.update(REMEMBER, tenant, id, Timestamp.from(now), was.passwordHash());
        jdbc.update(FORGET, tenant, id, tenant, id, history);
        jdbc.update(CHANGE_PASSWORD, passwordHash, Timestamp.from(now), tenant, id);
    }

    /** Puts another hash of the same password in the place of this one. */
    public void rehash(StoredAccount known, String passwordHash) {
        jdbc.update(
                REHASH,
                passwordHash,
                known.account().tenant().value(),
                known.account().id(),
                known.passwordHash());
    }

    /** The hashes of former passwords, newest first. */
    public List<String> formerPasswords(TenantId tenant, UUID id, int most) {
        return jdbc.queryForList(FORMER, String.class, tenant.value(), id, most);
    }

    private StoredAccount read(TenantId tenant, ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        Account account = new Account(
                id,
                tenant,
                Audience.of(row.getString(2)).orElseThrow(),
                vault.decryptText(subject(tenant, id), place(id), row.getBytes(3)),
                roles(row, 4),
                row.getTimestamp(5).toInstant(),
                instant(row, 6));
        return new StoredAccount(account, row.getString(7));
    }

    private static StaffStanding standing(ResultSet row) throws SQLException {
        return new StaffStanding(
                roles(row, 1), row.getTimestamp(2).toInstant(), instant(row, 3), instant(row, 4), instant(row, 5));
    }

    private static Set<StaffRole> roles(ResultSet row, int column) throws SQLException {
        return Arrays.stream((String[]) row.getArray(column).getArray())
                .map(role -> StaffRole.of(role).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String[] codes(Set<StaffRole> roles) {
        return roles.stream().map(StaffRole::code).sorted().toArray(String[]::new);
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static Subject subject(TenantId tenant, UUID id) {
        return EMAIL.subject(tenant, id);
    }

    private static Place place(UUID id) {
        return EMAIL.place(id);
    }
}
