package io.flowlet.client;

import io.flowlet.client.FakeServer.Answer;
import io.flowlet.client.FakeServer.Request;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The money of {@link FakeApi}. */
final class FakeWallets {
    private final UnaryOperator<String> ids;

    /** @param ids makes one for a prefix */
    FakeWallets(UnaryOperator<String> ids) {
        this.ids = ids;
    }

    static List<Map<String, Object>> wallets(FakePerson person) {
        return person.wallet == null
                ? List.of()
                : List.of(Map.of(
                        "id",
                        person.wallet,
                        "subscriber_id",
                        person.id,
                        "currency",
                        "EUR",
                        "opened_at",
                        Instant.now().toString()));
    }

    Answer open(FakePerson person) {
        if (!person.state.equals("approved")) {
            return FakeApi.problem(422, "subscriber_not_approved", "conflict", "Not yet.");
        }
        person.wallet = ids.apply("wal");
        return new Answer(201, wallets(person).getFirst());
    }

    static Answer wallet(FakePerson person, Request request) {
        if (!Objects.equals(request.path().split("/", -1)[3], person.wallet)) {
            return FakeApi.problem(404, "not_found", "validation", "No such wallet.");
        }
        if (request.path().endsWith("/entries")) {
            int from = Integer.parseInt(request.query().getOrDefault("cursor", "0"));
            int to = Math.min(
                    person.entries.size(),
                    from + Integer.parseInt(request.query().getOrDefault("limit", "25")));
            Map<String, Object> page = new LinkedHashMap<>();
            page.put("data", person.entries.subList(from, to));
            page.put("next_cursor", to < person.entries.size() ? Integer.toString(to) : null);
            return FakeApi.ok(page);
        }
        return FakeApi.ok(Map.of(
                "wallet_id", Objects.requireNonNull(person.wallet),
                "posted", money(person.balance),
                "available", money(person.balance),
                "version", person.entries.size()));
    }

    Answer deposit(FakePerson person, Request request) {
        return new Answer(201, move(person, amount(request), null, null));
    }

    Answer pay(FakePerson person, Request request) {
        BigDecimal amount = amount(request);
        if (!FakeApi.text(request, "to_wallet_id").equals(FakeApi.PAYEE)) {
            return FakeApi.problem(404, "not_found", "validation", "No such wallet.");
        }
        if (person.balance.compareTo(amount) < 0) {
            return FakeApi.problem(422, "insufficient_funds", "funds", "Not enough.");
        }
        Object note = request.body().get("description");
        return new Answer(201, move(person, amount.negate(), FakeApi.PAYEE, note == null ? null : note.toString()));
    }

    Map<String, Object> move(FakePerson person, BigDecimal change, @Nullable String to, @Nullable String note) {
        person.balance = person.balance.add(change);
        String transaction = ids.apply("txn");
        String now = Instant.now().toString();
        person.entries.addFirst(Map.of(
                "transaction_id",
                transaction,
                "kind",
                "post",
                "direction",
                change.signum() < 0 ? "debit" : "credit",
                "amount",
                money(change.abs()),
                "balance",
                money(person.balance),
                "version",
                person.entries.size() + 1,
                "value_at",
                now,
                "booked_at",
                now));
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("id", ids.apply("pay"));
        payment.put("kind", to == null ? "deposit" : "payment");
        payment.put("status", "posted");
        payment.put("from_wallet_id", to == null ? null : person.wallet);
        payment.put("to_wallet_id", to == null ? person.wallet : to);
        payment.put("amount", money(change.abs()));
        payment.put("description", note);
        payment.put("masked", false);
        payment.put("transaction_id", transaction);
        payment.put("authority", "subscriber");
        payment.put("created_at", now);
        person.payments.addFirst(payment);
        return payment;
    }

    private static BigDecimal amount(Request request) {
        return request.body().get("amount") instanceof Map<?, ?> amount
                ? new BigDecimal(String.valueOf(amount.get("value")))
                : BigDecimal.ZERO;
    }

    private static Map<String, Object> money(BigDecimal value) {
        return Map.of("value", value.toPlainString(), "currency", "EUR");
    }
}
