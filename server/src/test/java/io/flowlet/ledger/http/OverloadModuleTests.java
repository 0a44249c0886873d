package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Consequence;
import io.flowlet.ledger.Consequences;
import io.flowlet.ledger.Ledger;
import io.flowlet.ledger.LedgerSettings;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A lane whose writer is busy and whose queue is full: no clock decides when. */
@SuppressWarnings("NullAway.Init") // set before each test
class OverloadModuleTests extends LedgerHttpTests {
    private static final Consequence NOTHING = new Consequence(null, List.of(), List.of(), List.of());

    @Autowired
    private Ledger ledger;

    @Autowired
    private LedgerSettings settings;

    private String bank;
    private String shop;

    @BeforeEach
    void openAccounts() {
        bank = account("asset", "1100");
        shop = account("liability", "2001");
    }

    @Test
    void whatAnOverloadedLaneTurnsAwayIsNotHalfDoneAndCanBeRepeated() throws Exception {
        String transactionKey = UUID.randomUUID().toString();
        String atomicKey = UUID.randomUUID().toString();
        String independentKey = UUID.randomUUID().toString();
        String one = "{\"legs\":[" + leg(bank, shop, "1.00") + "]}";
        List<String> commands = List.of(transaction(bank, shop, "2.00"), transaction(bank, shop, "4.00"));
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PostingReceipt> first = callers.submit(() -> ledger.post(unit(Instant.MAX, outcome -> {
                written.countDown();
                awaitQuietly(proceed);
                return NOTHING;
            })));
            Future<List<PostingReceipt>> rest;
            try {
                written.await();
                rest = callers.submit(this::fillQueue);
                awaitFullQueue();

                for (Answer answer :
                        List.of(api.post(TRANSACTIONS, one, transactionKey), batch("atomic", commands, atomicKey))) {
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.code()).isEqualTo("overloaded");
                    assertThat(answer.header("retry-after")).hasValue("1");
                }
                Answer independent = batch("independent", commands, independentKey);
                assertThat(independent.status()).isEqualTo(200);
                assertThat(independent.body().at("/not_attempted").asInt()).isEqualTo(2);
                assertThat(independent.body().at("/posted").asInt()).isZero();
                assertThat(independent.text("/outcomes/1/problem/code")).isEqualTo("overloaded");
            } finally {
                proceed.countDown();
            }
            assertThat(first.get()).isInstanceOf(PostingReceipt.Decided.class);
            assertThat(rest.get()).allMatch(PostingReceipt.Decided.class::isInstance);
        }

        assertThat(balance(shop)).isEqualTo("0.00");
        assertThat(transfers()).isZero();
        assertThat(told()).noneMatch(type -> type.startsWith("transaction."));
        assertThat(audited()).noneMatch(event -> event.startsWith("transaction."));
        assertThat(api.post(TRANSACTIONS, one, transactionKey).status()).isEqualTo(201);
        assertThat(batch("atomic", commands, atomicKey).status()).isEqualTo(201);
        assertThat(batch("independent", commands, independentKey)
                        .body()
                        .at("/posted")
                        .asInt())
                .isEqualTo(2);
        assertThat(balance(shop)).isEqualTo("13.00");
    }

    /** Again while one of {@link #awaitFullQueue} has a place: all find room, or none. */
    private List<PostingReceipt> fillQueue() {
        List<PostingUnit> units = Collections.nCopies(settings.queueUnits(), unit(Instant.MAX, outcome -> NOTHING));
        while (true) {
            List<PostingReceipt> receipts = ledger.postAll(units);
            if (!(receipts.getFirst() instanceof PostingReceipt.Overloaded)) {
                return receipts;
            }
        }
    }

    /** Units whose time is over find room and leave at once, until there is none. */
    private void awaitFullQueue() {
        PostingUnit late = unit(Instant.EPOCH, outcome -> NOTHING);
        while (!(ledger.post(late) instanceof PostingReceipt.Overloaded)) {
            Thread.onSpinWait();
        }
    }

    /** It is refused, so that it leaves nothing in the books. */
    private PostingUnit unit(Instant deadline, Consequences consequences) {
        AccountNumber same = ledger.accounts(program.tenant(TenantMode.TEST), List.of(AccountId.of(bank)))
                .getFirst()
                .number();
        return new PostingUnit(
                program.tenant(TenantMode.TEST),
                Set.of(AccountOwner.PROGRAM),
                List.of(Posting.of(same, same, new Money(Currency.of("EUR"), 1))),
                null,
                consequences,
                deadline);
    }

    private int transfers() {
        return Objects.requireNonNull(superuser.queryForObject(
                "select count(*) from ledger.transfer where tenant_id = ?", Integer.class, tenant()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
