package io.flowlet.tokens;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.flowlet.tokens.internal.RevealRows;
import io.flowlet.tokens.internal.Surrogates;
import io.flowlet.tokens.internal.TokenisedRows;
import io.flowlet.tokens.internal.TokenisedRows.Row;
import io.flowlet.tokens.internal.TokenisedRows.Stored;
import io.flowlet.tokens.internal.Values;
import io.flowlet.vault.BlindIndex;
import io.flowlet.vault.BlindIndexes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Makes, reads, reveals and removes tokens of the caller's tenant.
 *
 * <p>One value has one token in a tenant, type and format, whoever asks how often. Each act is audited in its own transaction or in the
 * one that is open, never with a value. Thread-safe.
 */
@Component
public final class Tokens {
    private static final int DRAWS = 5;

    private final Transactions transactions;
    private final TokenisedRows rows;
    private final RevealRows reveals;
    private final Surrogates surrogates;
    private final BlindIndexes indexes;
    private final Subscribers subscribers;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    Tokens(
            Transactions transactions,
            TokenisedRows rows,
            RevealRows reveals,
            Surrogates surrogates,
            BlindIndexes indexes,
            Subscribers subscribers,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.reveals = reveals;
        this.surrogates = surrogates;
        this.indexes = indexes;
        this.subscribers = subscribers;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** The token of a value, made now if it has none; joins the open transaction. */
    public CreateOutcome create(Caller caller, CreateToken request) {
        Optional<String> value = Values.normalise(request.type(), request.value());
        return value.isEmpty()
                ? new CreateOutcome.Malformed()
                : transactions.in(caller.tenant(), () -> create(caller, request, value.get()));
    }

    private CreateOutcome create(Caller caller, CreateToken request, String value) {
        TenantId tenant = caller.tenant();
        SubscriberId subscriber = request.subscriber();
        if (subscriber != null && !subscribers.existsToWrite(tenant, subscriber)) {
            return new CreateOutcome.NoSuchSubscriber();
        }
        List<BlindIndex> index = indexes.of(tenant, Values.index(request.type(), value));
        return known(caller, request, index)
                .orElseGet(() -> insert(tenant, request, value)
                        .<CreateOutcome>map(row -> {
                            rows.index(tenant, row, index);
                            audit.record(described(
                                    AuditEvent.done(
                                            caller,
                                            "data_token.create",
                                            row.id().toString()),
                                    row));
                            return new CreateOutcome.Created(token(row, value));
                        })
                        // a transaction that made the same token at the same moment has committed it by now
                        .or(() -> known(caller, request, index))
                        .orElseGet(CreateOutcome.NotPreservable::new));
    }

    private Optional<CreateOutcome> known(Caller caller, CreateToken request, List<BlindIndex> index) {
        return rows.findByValue(caller.tenant(), request.type(), request.format(), index)
                .map(stored -> known(caller, request, stored));
    }

    private CreateOutcome known(Caller caller, CreateToken request, Stored stored) {
        Row row = stored.row();
        if (!Objects.equals(row.subscriber(), request.subscriber())) {
            return new CreateOutcome.OfAnother();
        }
        audit.record(
                described(AuditEvent.read(caller, "data_token.create", row.id().toString()), row));
        return new CreateOutcome.Known(token(row, rows.open(caller.tenant(), stored)));
    }

    /** Empty if the value cannot have a token of its own format. */
    private Optional<Row> insert(TenantId tenant, CreateToken request, String value) {
        return switch (request.format()) {
            case PRESERVING ->
                surrogates
                        .preserving(tenant, request.type(), value)
                        .flatMap(token -> insert(tenant, request, token, value));
            case RANDOM -> Optional.of(drawn(tenant, request, value));
        };
    }

    private Row drawn(TenantId tenant, CreateToken request, String value) {
        for (int draw = 0; draw < DRAWS; draw++) {
            Optional<Row> row = insert(tenant, request, surrogates.random(request.type(), value), value);
            if (row.isPresent()) {
                return row.get();
            }
        }
        throw new IllegalStateException("%d random tokens in a row were taken".formatted(DRAWS));
    }

    private Optional<Row> insert(TenantId tenant, CreateToken request, String token, String value) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Row row = new Row(new TokenId(ids.next()), request.type(), request.format(), token, request.subscriber(), now);
        return rows.insert(tenant, row, value) ? Optional.of(row) : Optional.empty();
    }

    /** The token with its masked value, if the caller's tenant has it; the read is audited. */
    public Optional<Token> find(Caller caller, TokenId id) {
        return transactions.in(
                caller.tenant(),
                () -> served(caller.tenant(), id).map(stored -> read(caller, "data_token.read", stored)));
    }

    /**
     * As {@link #find(Caller, TokenId)}, for whoever holds the token and not its id; that nothing was found is not audited.
     *
     * @param token as it was given out, letter for letter
     */
    public Optional<Token> find(Caller caller, TokenType type, String token) {
        TenantId tenant = caller.tenant();
        return transactions.in(
                tenant,
                () -> rows.findByToken(tenant, type, token)
                        .filter(stored -> isServed(tenant, stored))
                        .map(stored -> read(caller, "data_token.lookup", stored)));
    }

    private Token read(Caller caller, String action, Stored stored) {
        audit.record(AuditEvent.read(caller, action, stored.row().id().toString()));
        return token(stored.row(), rows.open(caller.tenant(), stored));
    }

    /**
     * The value itself, if the caller's tenant has that token; audited each time with the purpose, and with an id under which the reason
     * is kept as ciphertext.
     *
     * @param reason why this one, in words; may name persons
     */
    public Optional<String> reveal(Caller caller, TokenId id, RevealPurpose purpose, String reason) {
        TenantId tenant = caller.tenant();
        return transactions.in(
                tenant,
                () -> served(tenant, id).map(stored -> {
                    Row row = stored.row();
                    String value = rows.open(tenant, stored);
                    RevealRows.Row reveal = new RevealRows.Row(
                            ids.next(), id, purpose, caller.actor().principal(), clock.instant());
                    reveals.insert(tenant, reveal, reason);
                    audit.record(described(AuditEvent.read(caller, "data_token.reveal", id.toString()), row)
                            .with("purpose", purpose.code())
                            .with("reveal", PublicId.format("rvl", reveal.id())));
                    return value;
                }));
    }

    /** Removes the token and its value for good; false if the caller's tenant has none such. */
    public boolean delete(Caller caller, TokenId id) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<Row> row = rows.find(tenant, id).map(Stored::row);
            boolean gone = row.isPresent() && rows.delete(tenant, id);
            if (gone) {
                audit.record(described(AuditEvent.done(caller, "data_token.delete", id.toString()), row.orElseThrow()));
            }
            return gone;
        });
    }

    /** The token, unless its subscriber's data was erased. */
    private Optional<Stored> served(TenantId tenant, TokenId id) {
        return rows.find(tenant, id).filter(stored -> isServed(tenant, stored));
    }

    private boolean isServed(TenantId tenant, Stored stored) {
        SubscriberId subscriber = stored.row().subscriber();
        return subscriber == null
                || subscribers.erased(tenant, List.of(subscriber)).isEmpty();
    }

    private static AuditEvent described(AuditEvent event, Row row) {
        AuditEvent described = event.with("type", row.type().code())
                .with("format", row.format().code());
        SubscriberId subscriber = row.subscriber();
        return subscriber == null ? described : described.with("subscriber", subscriber.toString());
    }

    private static Token token(Row row, String value) {
        return new Token(
                row.id(),
                row.type(),
                row.format(),
                row.token(),
                Values.masked(row.type(), value),
                row.subscriber(),
                row.createdAt());
    }
}
