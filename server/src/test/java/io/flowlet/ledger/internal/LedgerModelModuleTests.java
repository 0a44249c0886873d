package io.flowlet.ledger.internal;

import static io.flowlet.ledger.LedgerContext.eur;
import static io.flowlet.ledger.LedgerContext.key;
import static io.flowlet.ledger.LedgerContext.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Adjustment;
import io.flowlet.ledger.Cap;
import io.flowlet.ledger.CaptureHold;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.LedgerContext;
import io.flowlet.ledger.OpenAccount;
import io.flowlet.ledger.PlaceHold;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostedTransaction.PostedLeg;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingRefusal;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.ledger.ReleaseHold;
import io.flowlet.ledger.Reversal;
import io.flowlet.ledger.internal.engine.Account;
import io.flowlet.ledger.internal.engine.Booking;
import io.flowlet.ledger.internal.engine.Held;
import io.flowlet.ledger.internal.engine.Locked;
import io.flowlet.ledger.internal.engine.NaiveLedger;
import io.flowlet.ledger.internal.engine.Reversed;
import io.flowlet.ledger.internal.engine.Told;
import io.flowlet.money.Money;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Cases;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Random commands in batches of random sizes on PostgreSQL: every answer, and after every batch the whole state, are those of the naive ledger,
 * and the checker finds nothing.
 *
 * <p>A round is some 500 commands of one tenant; one round unless told. {@code -Dflowlet.cases=N} makes N commands: 20,000 with {@code
 * ./flowlet test --full}.
 */
class LedgerModelModuleTests {
    private static final LedgerContext CONTEXT = new LedgerContext();
    private static final int COMMANDS = 500;
    private static final int ROUNDS = Math.max(1, Integer.getInteger("flowlet.cases", 0) / COMMANDS);
    private static final Set<PostingRefusal> MET = EnumSet.noneOf(PostingRefusal.class);

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void theBooksSayWhatTheNaiveLedgerSays() {
        Cases.check("books equal naive ledger", ROUNDS, random -> new Round(random).play());

        assertThat(MET).as("refusals that were met").hasSizeGreaterThan(8);
        CONTEXT.assertBooksAreSound();
    }

    /** One tenant's random life. */
    private static final class Round {
        private final RandomGenerator random;
        private final TenantId tenant = newTenant();
        private final List<AccountNumber> accounts = new ArrayList<>();
        private final List<Hold> holds = new ArrayList<>();
        private final List<PostedTransaction> posted = new ArrayList<>();
        private final Set<UUID> transfers = new TreeSet<>();
        private final Uuid7 ids = new Uuid7(Clock.systemUTC());
        private final NaiveLedger naive;
        private Instant closedBefore = Instant.MIN;
        private int batches;

        Round(RandomGenerator random) {
            this.random = random;
            for (Long[] bounds : new Long[][] {{null, null}, {null, null}, {0L, null}, {0L, 900L}, {-50L, null}}) {
                accounts.add(CONTEXT.open(tenant, AccountOwner.PROGRAM, new OpenAccount.Bounds(bounds[0], bounds[1])));
            }
            accounts.add(CONTEXT.open(tenant, new AccountOwner("wallets"), OpenAccount.Bounds.NONE));
            naive = new NaiveLedger(read());
        }

        void play() {
            int commands = 0;
            while (commands < COMMANDS) {
                List<PostingUnit> units = new ArrayList<>();
                for (int i = 1 + random.nextInt(random.nextBoolean() ? 4 : 40); i > 0; i--) {
                    units.add(unit());
                }
                commands +=
                        units.stream().mapToInt(unit -> unit.commands().size()).sum();
                compare(units, CONTEXT.bean(Journal.class).write(tenant, units));
                assertThat(Told.text(read())).isEqualTo(naive.state());
                batches++;
                meddle();
            }
        }

        private void compare(List<PostingUnit> units, List<PostingReceipt> receipts) {
            Instant now = receipts.stream()
                    .flatMap(receipt -> transactions(receipt).stream())
                    .map(PostedTransaction::bookedAt)
                    .findFirst()
                    .orElseGet(Instant::now);
            naive.nextBatch();
            for (int i = 0; i < units.size(); i++) {
                PostingReceipt receipt = receipts.get(i);
                String answer =
                        naive.apply(Translation.unit(units.get(i), idsOf(receipt)), new Booking(now, closedBefore));
                assertAnswer(receipts, i, answer);
                learn(receipt);
            }
        }

        /** The real ids of what was posted, so that both sides call it the same. */
        private Supplier<UUID> idsOf(PostingReceipt receipt) {
            Iterator<PostedTransaction> real = transactions(receipt).iterator();
            return () -> real.hasNext() ? real.next().id().value() : ids.next();
        }

        private static List<PostedTransaction> transactions(PostingReceipt receipt) {
            return receipt instanceof PostingReceipt.Decided(PostingOutcome.Posted all, var answer)
                    ? all.transactions()
                    : List.of();
        }

        private void learn(PostingReceipt receipt) {
            if (receipt instanceof PostingReceipt.Decided(PostingOutcome.Posted all, var answer)) {
                all.holds().stream()
                        .filter(hold ->
                                holds.stream().noneMatch(known -> known.id().equals(hold.id())))
                        .forEach(holds::add);
                for (PostedTransaction transaction : all.transactions()) {
                    switch (transaction.kind()) {
                        case POST, CAPTURE, ADJUSTMENT -> posted.add(transaction);
                        case HOLD, VOID, EXPIRE, REVERSAL -> {}
                    }
                }
            }
            if (receipt instanceof PostingReceipt.Decided(PostingOutcome.Refused refused, var answer)) {
                MET.add(refused.reason());
            }
        }

        private static void assertAnswer(List<PostingReceipt> receipts, int i, String naive) {
            PostingReceipt receipt = receipts.get(i);
            if (naive.startsWith("duplicate of ")) {
                PostingReceipt first = receipts.get(Integer.parseInt(naive.substring("duplicate of ".length())));
                assertThat(receipt).matches(each -> each instanceof PostingReceipt.Replayed || each.equals(first));
            } else if (naive.startsWith("key of ")) {
                assertThat(receipt).isInstanceOf(PostingReceipt.KeyReused.class);
            } else {
                String plain = naive.contains(" account ") ? naive : "posted";
                assertThat(text(receipt)).as("unit %d", i).isEqualTo(plain);
            }
        }

        private static String text(PostingReceipt receipt) {
            return switch (((PostingReceipt.Decided) receipt).outcome()) {
                case PostingOutcome.Posted all -> "posted";
                case PostingOutcome.Refused refused ->
                    "%s %d.%d account %d"
                            .formatted(
                                    word(refused.reason()),
                                    refused.command(),
                                    refused.leg(),
                                    refused.account().value());
            };
        }

        private static String word(PostingRefusal reason) {
            return switch (reason) {
                case UNKNOWN_ACCOUNT -> "unknown";
                case UNKNOWN_HOLD -> "no hold";
                case ACCOUNT_CONTROLLED -> "controlled";
                case ACCOUNT_CLOSED -> "closed";
                case ACCOUNT_FROZEN -> "frozen";
                case HOLD_NOT_OPEN -> "not open";
                case HOLD_EXPIRED -> "expired";
                case ALREADY_REVERSED -> "reversed";
                case PERIOD_CLOSED -> "period";
                case VALUE_AT_IN_FUTURE -> "future";
                case SAME_ACCOUNT -> "same";
                case CURRENCY_MISMATCH -> "currency";
                case CAPTURE_LIMIT_EXCEEDED -> "capture limit";
                case REVERSAL_EXCEEDS_REST -> "rest";
                case INSUFFICIENT_FUNDS -> "funds";
                case CEILING_EXCEEDED -> "ceiling";
                case MOVEMENT_LIMIT_EXCEEDED -> "limit";
                case OUT_OF_RANGE -> "overflow";
            };
        }

        private PostingUnit unit() {
            List<Command> commands = new ArrayList<>();
            for (int i = random.nextInt(5) == 0 ? 3 : 1; i > 0; i--) {
                commands.add(command());
            }
            String name = "batch" + batches + "key" + random.nextInt(20);
            IdempotencyKey key = random.nextInt(3) > 0 ? null : key(tenant, name, "0" + random.nextInt(2));
            return LedgerContext.unit(tenant, key, commands.toArray(Command[]::new));
        }

        private Command command() {
            int dice = random.nextInt(12);
            if (dice < 3 && !holds.isEmpty()) {
                Hold.Ref hold = holds.get(random.nextInt(holds.size())).ref();
                Hold.Ref ref = random.nextInt(20) > 0
                        ? hold
                        : new Hold.Ref(new HoldId(ids.next()), hold.debit(), hold.credit(), hold.currency());
                return switch (random.nextInt(5)) {
                    case 0 -> new ReleaseHold(ref, ReleaseHold.Reason.VOID);
                    case 1 -> new ReleaseHold(ref, ReleaseHold.Reason.EXPIRY);
                    default -> new CaptureHold(ref, amount(), random.nextInt(3) == 0, valueAt());
                };
            }
            if (dice < 5 && !posted.isEmpty()) {
                return reversal(posted.get(random.nextInt(posted.size())));
            }
            if (dice < 8) {
                Money amount = amount();
                long more = Math.min(random.nextInt(50), Long.MAX_VALUE - amount.minor());
                return new PlaceHold(account(), account(), amount, eur(amount.minor() + more), expiry());
            }
            List<Posting.Leg> legs = new ArrayList<>();
            for (int i = random.nextInt(4) == 0 ? 3 : 1; i > 0; i--) {
                legs.add(new Posting.Leg(account(), account(), amount()));
            }
            return dice == 8 ? new Adjustment(valueAt(), legs) : new Posting(valueAt(), legs, caps());
        }

        private Reversal reversal(PostedTransaction original) {
            List<Reversal.Part> parts = new ArrayList<>();
            for (int i = 0; i < original.legs().size(); i++) {
                if (random.nextInt(4) > 0 || i == 0) {
                    PostedLeg leg = original.legs().get(i);
                    UUID transfer = original.id().transfer(i);
                    transfers.add(transfer);
                    Money amount = random.nextBoolean() ? null : amount();
                    parts.add(new Reversal.Part(
                            transfer, leg.debit().account(), leg.credit().account(), leg.amount(), amount));
                }
            }
            return new Reversal(original.id(), parts, valueAt());
        }

        private List<Cap> caps() {
            if (random.nextInt(4) > 0) {
                return List.of();
            }
            return List.of(new Cap(
                    account(),
                    random.nextBoolean() ? Cap.Side.DEBIT : Cap.Side.CREDIT,
                    random.nextBoolean() ? Cap.Window.DAY : Cap.Window.MONTH,
                    eur(random.nextInt(4_000))));
        }

        private Money amount() {
            return eur(random.nextInt(40) == 0 ? Long.MAX_VALUE - random.nextInt(2) : 1 + random.nextInt(90));
        }

        private AccountNumber account() {
            return random.nextInt(60) == 0
                    ? new AccountNumber(Long.MAX_VALUE)
                    : accounts.get(random.nextInt(accounts.size() - (random.nextInt(4) == 0 ? 0 : 1)));
        }

        private @Nullable Instant valueAt() {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            return switch (random.nextInt(12)) {
                case 0 -> now.minus(3, ChronoUnit.DAYS);
                case 1 -> now.minus(1, ChronoUnit.DAYS);
                case 2 -> random.nextInt(3) == 0 ? now.plus(1, ChronoUnit.DAYS) : null;
                default -> null;
            };
        }

        private @Nullable Instant expiry() {
            return switch (random.nextInt(12)) {
                case 0 -> Instant.now().minusSeconds(60);
                case 1, 2 -> Instant.now().plusSeconds(86_400);
                default -> null;
            };
        }

        /** What others do to the books between two batches. */
        private void meddle() {
            JdbcTemplate all = CONTEXT.superuser();
            long account = accounts.get(random.nextInt(accounts.size())).value();
            switch (random.nextInt(6)) {
                case 0 -> all.update("update ledger.account set state = ? where id = ?", random.nextInt(4), account);
                case 1 -> all.update("update ledger.account set state = 0 where tenant_id = ?", tenant.value());
                case 2 -> {
                    long floor = random.nextLong(-100, 100);
                    all.update(
                            "update ledger.account set floor = ?, revision = revision + 1 where id = ?",
                            floor,
                            account);
                    all.update(
                            "insert into ledger.account_bounds (tenant_id, account_id, from_version, revision, floor, ceiling, set_at)"
                                    + " select tenant_id, id, version, revision, floor, ceiling, now() from ledger.account where id = ?",
                            account);
                }
                case 3 -> {
                    if (!holds.isEmpty()) {
                        UUID hold = holds.get(random.nextInt(holds.size())).id().value();
                        Instant past = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);
                        all.update(
                                "update ledger.hold set expires_at = ? where id = ?",
                                past.atOffset(ZoneOffset.UTC),
                                hold);
                        naive.expireAt(hold, past);
                    }
                }
                case 4 -> {
                    closedBefore = Instant.now().minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);
                    all.update(
                            "update ledger.book set closed_before = ? where tenant_id = ?",
                            closedBefore.atOffset(ZoneOffset.UTC),
                            tenant.value());
                }
                default -> {}
            }
            read().accounts().forEach(naive::change);
        }

        /** The whole state, in the order in which the naive ledger tells it. */
        private Locked read() {
            return CONTEXT.bean(Transactions.class).in(tenant, () -> {
                List<Account> rows = CONTEXT.bean(AccountRows.class)
                        .lock(
                                tenant,
                                accounts.stream().map(AccountNumber::value).toList());
                List<UUID> known = holds.stream().map(hold -> hold.id().value()).toList();
                List<Held> held = new ArrayList<>(CONTEXT.bean(HoldRows.class).held(tenant, known));
                held.sort(Comparator.comparing(Held::id));
                List<Reversed> reversed =
                        new ArrayList<>(CONTEXT.bean(ReversalRows.class).find(tenant, transfers));
                reversed.sort(Comparator.comparing(Reversed::transfer));
                return new Locked(rows, held, reversed);
            });
        }
    }
}
