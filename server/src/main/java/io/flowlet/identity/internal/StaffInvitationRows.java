package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.Sponsorship.Act;
import io.flowlet.identity.StaffInvitation;
import io.flowlet.identity.StaffRole;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Invitations of staff as rows, found by digest only. */
@Component
public final class StaffInvitationRows implements SealedColumns, PurgedRows {
    private static final SealedColumn EMAIL =
            SealedColumn.in("identity.staff_invitation", "email").row("id").ofTenant();
    private static final String INSERT = """
            insert into identity.staff_invitation (digest, id, tenant_id, email, roles, created_at, expires_at, invited_by, approved_by,
              code_hmac, approval)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String TENANT = """
            select tenant_id from identity.staff_invitation
            where digest = ? and used_at is null and revoked_at is null and wrong_codes < 5 and expires_at > ?
            """;
    private static final String FIND = """
            select id, tenant_id, email, roles, expires_at, invited_by, approved_by, code_hmac, approval from identity.staff_invitation
            where digest = ? and used_at is null and revoked_at is null and wrong_codes < 5 and expires_at > ? for update
            """;
    private static final String REPLACE_DIGEST = """
            update identity.staff_invitation set digest = ?
            where tenant_id = ? and id = ? and used_at is null and revoked_at is null and wrong_codes < 5 and expires_at > ?
            returning id, tenant_id, email, roles, expires_at, invited_by, approved_by, code_hmac, approval
            """;
    private static final String USE = "update identity.staff_invitation set used_at = ? where digest = ?";
    private static final String REVOKE = """
            update identity.staff_invitation set revoked_at = ?
            where tenant_id = ? and id = ? and used_at is null and revoked_at is null and wrong_codes < 5 and expires_at > ?
            """;
    private static final String REVOKE_ALL_OF = """
            update identity.staff_invitation set revoked_at = ?
            where tenant_id = ? and invited_by = ? and used_at is null and revoked_at is null and expires_at > ?
            """;
    private static final String REVOKED_AT =
            "select revoked_at from identity.staff_invitation where tenant_id = ? and id = ? and revoked_at is not null";
    private static final String WRONG_CODE =
            "update identity.staff_invitation set wrong_codes = wrong_codes + 1 where digest = ? returning wrong_codes";
    private static final String PURGE = """
            delete from identity.staff_invitation where id in
              (select id from identity.staff_invitation where expires_at < ? limit ?)
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;

    StaffInvitationRows(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(EMAIL);
    }

    /** Needs a transaction of the invitation's tenant. */
    public void insert(StaffInvitation invitation, byte[] digest, Instant now) {
        Optional<Sponsorship> owed = Optional.ofNullable(invitation.sponsorship());
        byte[] email =
                vault.encryptText(Subject.ofTenant(invitation.tenant()), place(invitation.id()), invitation.email());
        jdbc.update(
                INSERT,
                digest,
                invitation.id(),
                invitation.tenant().value(),
                email,
                invitation.roles().stream().map(StaffRole::code).sorted().toArray(String[]::new),
                Timestamp.from(now),
                Timestamp.from(invitation.expiresAt()),
                owed.map(Sponsorship::by).orElse(null),
                owed.stream()
                        .flatMap(sponsorship -> sponsorship.approvedBy().stream())
                        .sorted()
                        .toArray(String[]::new),
                invitation.codeHmac(),
                owed.map(Sponsorship::approval).orElse(null));
    }

    /** Whose open invitation it is. */
    public Optional<TenantId> tenant(byte[] digest, Instant now) {
        return jdbc.query(TENANT, (row, number) -> new TenantId(row.getInt(1)), digest, Timestamp.from(now)).stream()
                .findFirst();
    }

    /** The open invitation, which nobody else uses until the transaction of its tenant ends. */
    public Optional<StaffInvitation> lock(byte[] digest, Instant now) {
        return jdbc.query(FIND, (row, number) -> read(row), digest, Timestamp.from(now)).stream()
                .findFirst();
    }

    /** The open invitation of this id, which from now on is found by {@code digest} only. */
    public Optional<StaffInvitation> replaceDigest(TenantId tenant, UUID id, byte[] digest, Instant now) {
        return jdbc
                .query(REPLACE_DIGEST, (row, number) -> read(row), digest, tenant.value(), id, Timestamp.from(now))
                .stream()
                .findFirst();
    }

    public void use(byte[] digest, Instant now) {
        jdbc.update(USE, Timestamp.from(now), digest);
    }

    /** Counts a wrong code for a locked invitation, which the fifth one ends; how many that makes. */
    public int wrongCode(byte[] digest) {
        return Objects.requireNonNull(jdbc.queryForObject(WRONG_CODE, Integer.class, digest));
    }

    /** Whether it was this call that ended the open invitation. */
    public boolean revoke(TenantId tenant, UUID id, Instant now) {
        return jdbc.update(REVOKE, Timestamp.from(now), tenant.value(), id, Timestamp.from(now)) == 1;
    }

    /** Ends the open invitations that the credential of this name made; how many. */
    public int revokeAllOf(TenantId tenant, String maker, Instant now) {
        return jdbc.update(REVOKE_ALL_OF, Timestamp.from(now), tenant.value(), maker, Timestamp.from(now));
    }

    /** When somebody ended it; empty if nobody did. */
    public Optional<Instant> revokedAt(TenantId tenant, UUID id) {
        return jdbc.query(REVOKED_AT, (row, number) -> row.getTimestamp(1).toInstant(), tenant.value(), id).stream()
                .findFirst();
    }

    @Override
    public int purge(Instant before, int most) {
        return jdbc.update(PURGE, Timestamp.from(before), most);
    }

    private StaffInvitation read(ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        TenantId tenant = new TenantId(row.getInt(2));
        return new StaffInvitation(
                id,
                tenant,
                vault.decryptText(Subject.ofTenant(tenant), place(id), row.getBytes(3)),
                Arrays.stream((String[]) row.getArray(4).getArray())
                        .map(role -> StaffRole.of(role).orElseThrow())
                        .collect(Collectors.toUnmodifiableSet()),
                row.getTimestamp(5).toInstant(),
                row.getBytes(8),
                sponsorship(row));
    }

    private static @Nullable Sponsorship sponsorship(ResultSet row) throws SQLException {
        String by = row.getString(6);
        String[] approvedBy = (String[]) row.getArray(7).getArray();
        return by == null
                ? null
                : new Sponsorship(Act.CREATED, by, Set.copyOf(Arrays.asList(approvedBy)), row.getString(9));
    }

    private static Place place(UUID id) {
        return EMAIL.place(id);
    }
}
