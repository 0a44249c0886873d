package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Way;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** A database with ciphertexts in tables of several kinds, and who rotates their keys. */
final class RotatedRows implements AutoCloseable {
    /** Append-only, of a subject or of the tenant itself. */
    static final SealedColumn DESCRIPTION =
            SealedColumn.in("payments.payment", "description").row("id").of("description_of", Purpose.SERVICE);
    /** Of the tenant. */
    static final SealedColumn HOLD =
            SealedColumn.in("privacy.legal_hold", "reason").row("id").ofTenant();
    /** Named by two columns of two types. */
    static final SealedColumn ANSWER = SealedColumn.in("http.idempotency", "answer")
            .row(
                    List.of(
                            SealedColumn.Key.text("key"),
                            SealedColumn.Key.uuid("principal"),
                            SealedColumn.Key.text("route")),
                    slot -> (UUID) slot.get(1))
            .ofTenant();

    static final SealedColumn EXPORT = SealedColumn.in("privacy.export", "content")
            .row("id")
            .of("subscriber", Purpose.KYC_RECORD)
            .large();
    /** Written again and again. */
    static final SealedColumn SCREENED = SealedColumn.in("screening.screened", "person")
            .row("subscriber")
            .of("subscriber", Purpose.SANCTIONS_RECORD);

    static final SealedColumn COMMITTED =
            SealedColumn.in("audit.event", "pii").row("id").committed();

    static final Duration CACHED = Duration.ofSeconds(1);
    private static final Duration IN_FLIGHT = Duration.ofMillis(200);

    final TestDatabase database = TestDatabase.create();
    final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
    VaultInstance app;
    final VaultInstance owner;
    private final VaultSettings settings;
    private final Clock clock;

    RotatedRows(Clock clock) {
        Path keyFile = TestVault.newMasterKeyFile();
        this.clock = clock;
        this.settings = new VaultSettings(
                keyFile, RootSettings.FILE, TestVault.keyStore(keyFile), 10_000, CACHED, Duration.ofHours(24));
        this.app = instance();
        this.owner = new VaultInstance(
                database.as(DatabaseRole.OWNER),
                settings,
                clock,
                List.of(DESCRIPTION, HOLD, ANSWER, EXPORT, SCREENED, COMMITTED));
    }

    /** A new instance in the place of {@link #app}. */
    void reopen() {
        app = instance();
    }

    VaultInstance instance() {
        return new VaultInstance(database.as(DatabaseRole.APP), settings, clock);
    }

    /** One that holds keys open for longer than {@link #CACHED}. */
    VaultInstance instance(Duration cachedFor) {
        VaultSettings longer = new VaultSettings(
                settings.masterKeyFile(),
                settings.root(),
                settings.keyStore(),
                settings.cachedKeys(),
                cachedFor,
                settings.epoch());
        return new VaultInstance(database.as(DatabaseRole.APP), longer, clock);
    }

    /** Removes at once what it can. */
    Rotated rotate(Optional<TenantId> tenant, Duration olderThan, DataRotation.Witness witness) {
        return rotate(new Plan(tenant, olderThan, Way.AT_ONCE), witness);
    }

    Rotated rotate(Plan plan, DataRotation.Witness witness) {
        return owner.bean(DataRotation.class).run(plan, witness, IN_FLIGHT);
    }

    /** @param payer null: sealed by the tenant's own key */
    static UUID pay(VaultInstance by, TenantId tenant, UUID payer, String clear) {
        UUID id = UUID.randomUUID();
        insert(
                by,
                tenant,
                """
                insert into payments.payment
                  (tenant_id, id, kind, to_wallet, amount, currency, tx_id, description, description_of, initiated_by, authority, created_at)
                values (?, ?, 'deposit', ?, 1, 978, ?, ?, ?, ?, 'test', now())
                """,
                tenant.value(),
                id,
                id,
                id,
                seal(by, DESCRIPTION, new Subject(tenant, payer, Purpose.SERVICE), id, clear),
                payer,
                id);
        return id;
    }

    static UUID hold(VaultInstance by, TenantId tenant, String clear) {
        UUID id = UUID.randomUUID();
        insert(by, tenant, """
                insert into privacy.legal_hold (tenant_id, id, subscriber, reason, placed_by, placed_at) values (?, ?, ?, ?, 'test', now())
                """, tenant.value(), id, id, seal(by, HOLD, Subject.ofTenant(tenant), id, clear));
        return id;
    }

    static UUID answer(VaultInstance by, TenantId tenant, String clear) {
        UUID id = UUID.randomUUID();
        insert(
                by,
                tenant,
                """
                insert into http.idempotency (tenant_id, principal, route, key, request_hash, status, answer, moves_money, made_at)
                values (?, ?, 'route', ?, '\\x00', 200, ?, false, now())
                """,
                tenant.value(),
                id,
                "key of " + id,
                seal(by, ANSWER, Subject.ofTenant(tenant), id, clear));
        return id;
    }

    static UUID export(VaultInstance by, TenantId tenant, UUID subscriber, String clear) {
        UUID id = UUID.randomUUID();
        Subject subject = new Subject(tenant, subscriber, Purpose.KYC_RECORD);
        insert(by, tenant, """
                insert into privacy.export (tenant_id, id, subscriber, content, made_by, made_at, expires_at)
                values (?, ?, ?, ?, 'test', now(), now())
                """, tenant.value(), id, subscriber, seal(by, EXPORT, subject, id, clear));
        return id;
    }

    /** Writes a row, or writes it anew. */
    static void screen(VaultInstance by, TenantId tenant, UUID subscriber, String clear) {
        Subject subject = new Subject(tenant, subscriber, Purpose.SANCTIONS_RECORD);
        insert(by, tenant, """
                insert into screening.screened (tenant_id, subscriber, person, compared_with, screened_at) values (?, ?, ?, '', now())
                on conflict (tenant_id, subscriber) do update set person = excluded.person
                """, tenant.value(), subscriber, seal(by, SCREENED, subject, subscriber, clear));
    }

    static String screened(VaultInstance by, TenantId tenant, UUID subscriber) {
        return by.transactions()
                .in(
                        tenant,
                        () -> by.jdbc()
                                .query(
                                        "select person from screening.screened where tenant_id = ? and subscriber = ?",
                                        (row, number) -> by.vault()
                                                .decryptText(
                                                        new Subject(tenant, subscriber, Purpose.SANCTIONS_RECORD),
                                                        SCREENED.place(subscriber),
                                                        row.getBytes(1)),
                                        tenant.value(),
                                        subscriber)
                                .getFirst());
    }

    private static void insert(VaultInstance by, TenantId tenant, String sql, @Nullable Object... values) {
        by.transactions().run(tenant, () -> by.jdbc().update(sql, values));
    }

    private static byte[] seal(VaultInstance by, SealedColumn column, Subject subject, UUID id, String clear) {
        return by.vault().encryptText(subject, column.place(id), clear);
    }

    /** Reads a payment's description as a request does: row and text in one transaction. */
    static String paid(VaultInstance by, TenantId tenant, UUID id) {
        return by.transactions()
                .in(
                        tenant,
                        () -> by.jdbc()
                                .query(
                                        "select description, description_of from payments.payment where tenant_id = ? and id = ?",
                                        (row, number) -> by.vault()
                                                .decryptText(
                                                        new Subject(
                                                                tenant, row.getObject(2, UUID.class), Purpose.SERVICE),
                                                        DESCRIPTION.place(id),
                                                        row.getBytes(1)),
                                        tenant.value(),
                                        id)
                                .getFirst());
    }

    /** Every ciphertext there is, in clear, by its table and row. */
    Map<String, String> inClear(VaultInstance by, TenantId tenant) {
        Map<String, String> all = new HashMap<>();
        by.transactions().run(tenant, () -> {
            read(
                    by,
                    tenant,
                    DESCRIPTION,
                    "select id, description_of, description from payments.payment where tenant_id = ?",
                    all);
            read(by, tenant, HOLD, "select id, null::uuid, reason from privacy.legal_hold where tenant_id = ?", all);
            read(
                    by,
                    tenant,
                    ANSWER,
                    "select principal, null::uuid, answer from http.idempotency where tenant_id = ?",
                    all);
            read(
                    by,
                    tenant,
                    SCREENED,
                    "select subscriber, subscriber, person from screening.screened where tenant_id = ?",
                    all);
            read(by, tenant, EXPORT, "select id, subscriber, content from privacy.export where tenant_id = ?", all);
        });
        return all;
    }

    private static void read(
            VaultInstance by, TenantId tenant, SealedColumn column, String sql, Map<String, String> all) {
        by.jdbc()
                .query(
                        sql,
                        (RowCallbackHandler) row -> {
                            UUID id = row.getObject(1, UUID.class);
                            all.put(
                                    column + " " + id,
                                    by.vault()
                                            .decryptText(
                                                    column.subject(tenant, row.getObject(2, UUID.class)),
                                                    column.place(id),
                                                    row.getBytes(3)));
                        },
                        tenant.value());
    }

    /** Subjects of one purpose with more than one version of their key, over all tenants. */
    int superseded() {
        Integer count = superuser.queryForObject("""
                select count(*) from (select from vault.data_key group by tenant_id, subject, purpose having count(*) > 1) k
                """, Integer.class);
        return count == null ? 0 : count;
    }

    byte[] description(UUID payment) {
        return Objects.requireNonNull(superuser.queryForObject(
                "select description from payments.payment where id = ?", byte[].class, payment));
    }

    /** Changes a byte of a stored description, past all that forbids it. */
    void damage(UUID payment, byte[] to) {
        superuser.execute("alter table payments.payment disable trigger append_only");
        assertThat(superuser.update("update payments.payment set description = ? where id = ?", to, payment))
                .isEqualTo(1);
        superuser.execute("alter table payments.payment enable trigger append_only");
    }

    @Override
    public void close() {
        app.close();
        owner.close();
    }
}
