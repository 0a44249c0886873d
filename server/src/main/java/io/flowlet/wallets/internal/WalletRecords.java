package io.flowlet.wallets.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.ledger.Balance;
import io.flowlet.ledger.Entry;
import io.flowlet.ledger.Ledger;
import io.flowlet.subscribers.ErasureObstacle;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.wallets.Wallet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** A subscriber's wallets with all that moved on them. The books name nobody, so an erasure leaves them whole; but it waits for their money. */
@Component
final class WalletRecords implements SubjectRecords {
    private static final int PAGE = 100;

    private final WalletRows rows;
    private final Ledger ledger;

    WalletRecords(WalletRows rows, Ledger ledger) {
        this.rows = rows;
        this.ledger = ledger;
    }

    @Override
    public String section() {
        return "wallets";
    }

    @Override
    public Set<String> toldColumns() {
        return Set.of();
    }

    @Override
    public Map<String, @Nullable Object> told(TenantId tenant, SubscriberId subscriber) {
        List<Map<String, @Nullable Object>> all = wallets(tenant, subscriber).stream()
                .map(wallet -> told(tenant, wallet))
                .toList();
        return all.isEmpty() ? Map.of() : Map.of("wallets", all);
    }

    @Override
    public List<ErasureObstacle> obstacles(TenantId tenant, SubscriberId subscriber) {
        List<ErasureObstacle> obstacles = new ArrayList<>();
        for (Wallet wallet : wallets(tenant, subscriber)) {
            Balance balance = ledger.balance(tenant, wallet.account()).orElseThrow();
            if (!balance.heldOut().isZero() || !balance.heldIn().isZero()) {
                obstacles.add(new ErasureObstacle(
                        "hold_open",
                        "Wallet %s has an open hold: capture or release it.".formatted(wallet.id()),
                        true));
            }
            if (!balance.posted().isZero()) {
                obstacles.add(new ErasureObstacle(
                        "wallet_not_empty", "Wallet %s holds money: pay it out first.".formatted(wallet.id()), true));
            }
        }
        return obstacles;
    }

    private List<Wallet> wallets(TenantId tenant, SubscriberId subscriber) {
        return Paging.all(
                PAGE,
                paging -> rows.list(tenant, subscriber, paging),
                wallet -> wallet.id().value());
    }

    private Map<String, @Nullable Object> told(TenantId tenant, Wallet wallet) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("id", wallet.id().toString());
        told.put("currency", wallet.currency().code());
        told.put("opened_at", wallet.openedAt());
        told.put(
                "balance",
                ledger.balance(tenant, wallet.account()).orElseThrow().posted().toDecimalString());
        told.put("entries", entries(tenant, wallet));
        return told;
    }

    private List<Map<String, @Nullable Object>> entries(TenantId tenant, Wallet wallet) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Entry> page = ledger.entries(tenant, wallet.account(), Paging.of(cursor, PAGE));
            page.data().forEach(entry -> all.add(told(entry)));
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    private static Map<String, @Nullable Object> told(Entry entry) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("transaction_id", entry.transaction().toString());
        told.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
        told.put("change", entry.change().toDecimalString());
        told.put("balance", entry.balance().toDecimalString());
        told.put("value_at", entry.valueAt());
        told.put("booked_at", entry.bookedAt());
        return told;
    }
}
