package io.flowlet.payments.internal;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.payments.Payment;
import io.flowlet.payments.PaymentId;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.vault.Place;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.Subject;
import io.flowlet.vault.UnreadableCiphertext;
import io.flowlet.vault.Vault;
import io.flowlet.wallets.WalletId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Payments as rows. The posting transaction inserts them, see {@link MovementConsequences}. */
@Component
public final class PaymentRows implements SealedColumns {
    private static final SealedColumn DESCRIPTION =
            SealedColumn.in("payments.payment", "description").row("id").of("description_of", Purpose.SERVICE);
    private static final String FIND = """
            select id, kind, from_wallet, to_wallet, amount, currency, description, tx_id, initiated_by, authority, created_at,
              description_of
            from payments.payment where tenant_id = ? and id = ?
            """;
    private static final String LIST = """
            select id, kind, from_wallet, to_wallet, amount, currency, description, tx_id, initiated_by, authority, created_at,
              description_of
            from payments.payment where tenant_id = ? and (?::uuid is null or id < ?) order by id desc limit ?
            """;

    /** Both sides of each wallet by its own index, then the newest of them all; a payment between two of the wallets appears once. */
    private static final String LIST_OF = """
            select id, kind, from_wallet, to_wallet, amount, currency, description, tx_id, initiated_by, authority, created_at,
              description_of
            from unnest(?::uuid[]) as own (wallet) cross join lateral (
              (select p.* from payments.payment p
               where p.tenant_id = ? and p.from_wallet = own.wallet and (?::uuid is null or p.id < ?) order by p.id desc limit ?)
              union all
              (select p.* from payments.payment p
               where p.tenant_id = ? and p.to_wallet = own.wallet and (?::uuid is null or p.id < ?)
                 and (p.from_wallet is null or p.from_wallet <> all (?::uuid[])) order by p.id desc limit ?)
            ) as movement
            order by id desc limit ?
            """;

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final Subscribers subscribers;

    PaymentRows(JdbcTemplate jdbc, Vault vault, Subscribers subscribers) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.subscribers = subscribers;
    }

    @Override
    public List<SealedColumn> sealed() {
        return List.of(DESCRIPTION);
    }

    /**
     * A description as it is stored.
     *
     * @param of whose key opens it: the payer's
     */
    public record Sealed(byte[] bytes, UUID of) {
        @Override
        public String toString() {
            return "Sealed[…]";
        }
    }

    /** The description of a payment that {@code payer} makes, as it is stored. */
    public Sealed seal(TenantId tenant, PaymentId id, SubscriberId payer, String description) {
        byte[] clear = description.getBytes(StandardCharsets.UTF_8);
        return new Sealed(vault.encrypt(subject(tenant, payer.value()), place(id.value()), clear), payer.value());
    }

    public Optional<Payment> find(TenantId tenant, PaymentId id) {
        return opened(tenant, jdbc.query(FIND, PaymentRows::read, tenant.value(), id.value())).stream()
                .findFirst();
    }

    public List<Payment> list(TenantId tenant, @Nullable UUID before, int limit) {
        return opened(tenant, jdbc.query(LIST, PaymentRows::read, tenant.value(), before, before, limit));
    }

    /** Those that touch one of {@code wallets}. */
    public List<Payment> listOf(TenantId tenant, List<WalletId> wallets, Paging paging) {
        UUID[] own = wallets.stream().map(WalletId::value).toArray(UUID[]::new);
        UUID before = paging.before();
        int limit = paging.rows();
        int number = tenant.value();
        return opened(
                tenant,
                jdbc.query(
                        LIST_OF,
                        PaymentRows::read,
                        own,
                        number,
                        before,
                        before,
                        limit,
                        number,
                        before,
                        before,
                        own,
                        limit,
                        limit));
    }

    /** A payment without its description, and that as it is stored. */
    private record Found(
            Payment payment,
            byte @Nullable [] sealed,
            @Nullable UUID of) {
        @Override
        public String toString() {
            return "Found[" + payment.id() + "]";
        }
    }

    private static Found read(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        UUID from = row.getObject(3, UUID.class);
        Payment payment = new Payment(
                new PaymentId(id),
                Payment.Kind.of(row.getString(2)),
                from == null ? null : new WalletId(from),
                new WalletId(row.getObject(4, UUID.class)),
                new Money(Currency.of(row.getInt(6)), row.getLong(5)),
                null,
                row.getObject(8, UUID.class),
                row.getObject(9, UUID.class),
                row.getString(10),
                row.getTimestamp(11).toInstant());
        return new Found(payment, row.getBytes(7), row.getObject(12, UUID.class));
    }

    /** With their descriptions, but for those of payers whose data was erased: this instance may remember a key that is gone. */
    private List<Payment> opened(TenantId tenant, List<Found> found) {
        Set<SubscriberId> payers = found.stream()
                .filter(each -> each.sealed != null && each.of != null)
                .map(each -> new SubscriberId(each.of))
                .collect(Collectors.toSet());
        Set<SubscriberId> erased = subscribers.erased(tenant, payers);
        return found.stream()
                .map(each -> each.sealed == null || (each.of != null && erased.contains(new SubscriberId(each.of)))
                        ? each.payment
                        : each.payment.withDescription(open(tenant, each)))
                .toList();
    }

    /** Null if the payer's data was erased just now: the other side's payments are told all the same. */
    private @Nullable String open(TenantId tenant, Found found) {
        try {
            byte[] clear = vault.decrypt(
                    subject(tenant, found.of), place(found.payment.id().value()), Objects.requireNonNull(found.sealed));
            return new String(clear, StandardCharsets.UTF_8);
        } catch (UnreadableCiphertext gone) {
            if (gone.reason() == UnreadableCiphertext.Reason.KEY_UNKNOWN
                    || (found.of != null
                            && !subscribers
                                    .erased(tenant, Set.of(new SubscriberId(found.of)))
                                    .isEmpty())) {
                return null;
            }
            throw gone;
        }
    }

    /** @param payer null for what was sealed before payers' own keys were used */
    private static Subject subject(TenantId tenant, @Nullable UUID payer) {
        return DESCRIPTION.subject(tenant, payer);
    }

    private static Place place(UUID id) {
        return DESCRIPTION.place(id);
    }
}
