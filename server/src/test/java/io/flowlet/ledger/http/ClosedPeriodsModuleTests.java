package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is dated back into a closed period. */
@SuppressWarnings("NullAway.Init") // set before each test
class ClosedPeriodsModuleTests extends LedgerHttpTests {
    private static final String LAST_CLOSED = "2026-01-31T23:59:59.999999Z";
    private static final String FIRST_OPEN = "2026-02-01T00:00:00Z";

    private String bank;
    private String shop;

    @BeforeEach
    void closeJanuary() {
        bank = account("asset", "1100");
        shop = account("liability", "2001");
        assertThat(api.post("/v1/ledger/periods", "{\"closed_through\":\"2026-01-31\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void nothingIsPostedIntoAClosedPeriodByAnyOperation() {
        String posted = post(bank, shop, "1.00").text("/id");
        String held = hold(bank, shop, "1.00").text("/id");
        String dated = "{\"value_at\":\"" + LAST_CLOSED + "\"}";
        List<Answer> refused = List.of(
                api.post(TRANSACTIONS, body(LAST_CLOSED)),
                api.post(TRANSACTIONS + "/" + posted + "/reversals", dated),
                api.post(HOLDS + "/" + held + "/captures", dated));

        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(refusal(answer)).isEqualTo("period_closed /value_at");
        });
        assertThat(balance(shop)).isEqualTo("1.00");
        assertThat(api.get(HOLDS + "/" + held).text("/status")).isEqualTo("open");
        assertThat(api.get(TRANSACTIONS + "/" + posted).text("/legs/0/reversed/value"))
                .isEqualTo("0.00");
        assertThat(audited())
                .contains("transaction.post refused", "transaction.reverse refused", "hold.capture refused");
    }

    @Test
    void theFirstMomentAfterwardsIsOpen() {
        Answer posted = api.post(TRANSACTIONS, body(FIRST_OPEN));

        assertThat(posted.status()).as("%s", posted.body()).isEqualTo(201);
        assertThat(posted.text("/value_at")).isEqualTo(FIRST_OPEN);
    }

    @Test
    void aRefusalIsKeptWithItsKey() {
        String key = UUID.randomUUID().toString();
        Answer once = api.post(TRANSACTIONS, body(LAST_CLOSED), key);
        Answer again = api.post(TRANSACTIONS, body(LAST_CLOSED), key);

        assertThat(again.body()).isEqualTo(once.body());
        assertThat(again.header("idempotent-replayed")).hasValue("true");
    }

    @Test
    void aCommandIntoAClosedPeriodChangesNothingForItsNeighbours() {
        String dated = transaction(bank, shop, "4.00").replace("}]}", "}],\"value_at\":\"" + LAST_CLOSED + "\"}");
        List<String> commands = List.of(transaction(bank, shop, "1.00"), dated, transaction(bank, shop, "2.00"));

        Answer independent = batch("independent", commands);
        assertThat(independent.status()).isEqualTo(200);
        assertThat(independent.text("/outcomes/0/status")).isEqualTo("posted");
        assertThat(independent.text("/outcomes/1/problem/code")).isEqualTo("period_closed");
        assertThat(independent.text("/outcomes/1/problem/errors/0/pointer")).isEqualTo("/commands/1/value_at");
        assertThat(independent.text("/outcomes/2/status")).isEqualTo("posted");
        assertThat(balance(shop)).isEqualTo("3.00");

        Answer atomic = batch("atomic", commands);
        assertThat(refusal(atomic)).isEqualTo("period_closed /commands/1/value_at");
        assertThat(balance(shop)).isEqualTo("3.00");
    }

    private String body(String valueAt) {
        return "{\"legs\":[" + leg(bank, shop, "1.00") + "],\"value_at\":\"" + valueAt + "\"}";
    }
}
