package io.flowlet.bench.ledger;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.StoredAnswer;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.money.Money;
import io.flowlet.outbox.OutboxEvent;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Requests of one tenant as a facade hands them over: one transfer each, with a key, the answer that is kept, an audit event and an event for
 * others. Thread-safe.
 */
final class Requests {
    private static final String ROUTE = "POST /v1/ledger/transactions";
    private static final int HASH_BYTES = 32;
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private final TenantId tenant;
    private final List<AccountNumber> accounts;
    private final Uuid7 ids;
    private final boolean audited;
    private final Caller caller;

    /** @param audited whether the consequences hold an audit event; the product has no such choice */
    Requests(TenantId tenant, List<AccountNumber> accounts, Uuid7 ids, boolean audited) {
        this.tenant = tenant;
        this.accounts = accounts;
        this.ids = ids;
        this.audited = audited;
        this.caller = new Caller(
                new Actor(tenant, ids.next(), ActorKind.CLIENT, "bench", Set.of(), "private_key_jwt"),
                new Trace("0af7651916cd43dd8448eb211c80319c", PublicId.format("req", ids.next())));
    }

    TenantId tenant() {
        return tenant;
    }

    /** So many, between accounts picked at random. */
    List<PostingUnit> spread(int count) {
        return IntStream.range(0, count).mapToObj(i -> spread()).toList();
    }

    /** So many, all of which one account pays or gets. */
    List<PostingUnit> hot(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    AccountNumber other = accounts.get(1 + pick(accounts.size() - 1));
                    return i % 2 == 0 ? unit(accounts.getFirst(), other) : unit(other, accounts.getFirst());
                })
                .toList();
    }

    PostingUnit spread() {
        int debit = pick(accounts.size());
        int credit = (debit + 1 + pick(accounts.size() - 1)) % accounts.size();
        return unit(accounts.get(debit), accounts.get(credit));
    }

    private int pick(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private PostingUnit unit(AccountNumber debit, AccountNumber credit) {
        Money amount = new Money(Books.EUR, 1 + pick(10_000));
        byte[] hash = new byte[HASH_BYTES];
        ThreadLocalRandom.current().nextBytes(hash);
        IdempotencyKey key = new IdempotencyKey(
                tenant,
                caller.actor().principal(),
                ROUTE,
                ids.next().toString(),
                HexFormat.of().formatHex(hash));
        return new PostingUnit(
                tenant,
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(debit, credit, amount)),
                key,
                outcome -> consequence(outcome, key),
                NEVER);
    }

    private Consequence consequence(PostingOutcome outcome, IdempotencyKey key) {
        if (!(outcome instanceof PostingOutcome.Posted posted)) {
            throw new IllegalStateException("not posted: " + outcome);
        }
        PostedTransaction transaction = posted.first();
        String id = transaction.id().toString();
        AuditEvent event = AuditEvent.done(caller, "transaction.create", id)
                .with("legs", 1L)
                .withIdempotencyKey(key.key());
        return new Consequence(
                new StoredAnswer(201, answer(transaction, id)),
                audited ? List.of(event) : List.of(),
                List.of(new OutboxEvent(ids.next(), tenant, "transaction.posted", id)),
                List.of());
    }

    /** As long as the API's own. */
    private String answer(PostedTransaction transaction, String id) {
        StringBuilder legs = new StringBuilder();
        for (PostedTransaction.PostedLeg leg : transaction.legs()) {
            legs.append(legs.isEmpty() ? "" : ",")
                    .append("{\"debit_account_id\":\"")
                    .append(publicId(leg.debit().account()))
                    .append("\",\"credit_account_id\":\"")
                    .append(publicId(leg.credit().account()))
                    .append("\",\"amount\":{\"value\":\"")
                    .append(leg.amount().minor())
                    .append("\",\"currency\":\"EUR\"}}");
        }
        return "{\"id\":\"" + id + "\",\"kind\":\"POST\",\"value_at\":\"" + transaction.valueAt()
                + "\",\"booked_at\":\"" + transaction.bookedAt() + "\",\"legs\":[" + legs + "]}";
    }

    private static String publicId(AccountNumber account) {
        return PublicId.format("lac", new UUID(0x0190_0000_0000_7000L, account.value()));
    }
}
