package io.flowlet.sdk;

import static io.flowlet.sdk.Shape.get;
import static io.flowlet.sdk.Shape.post;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** The operations of {@link Ledger}. */
final class LedgerShapes {
    private static final Money AMOUNT = Money.of("12.50", "EUR");
    private static final String AMOUNT_JSON = "{\"value\":\"12.50\",\"currency\":\"EUR\"}";

    private LedgerShapes() {}

    static List<Shape> all() {
        Instant at = Instant.parse("2026-01-31T09:30:00Z");
        var account = new Ledger.Account(
                "acc_1",
                "fees",
                Ledger.AccountKind.INCOME,
                Ledger.Side.CREDIT,
                "EUR",
                "4000",
                Ledger.AccountStatus.OPEN,
                AMOUNT,
                AMOUNT,
                AMOUNT,
                AMOUNT,
                null,
                null,
                0,
                3,
                at);
        var change =
                new Ledger.AccountChange().status(Ledger.AccountStatus.FROZEN).withoutMinBalance();
        var entries = List.of(
                new Ledger.Entry("acc_1", Ledger.EntrySide.DEBIT, AMOUNT),
                new Ledger.Entry("acc_2", Ledger.EntrySide.CREDIT, AMOUNT));
        String leg = "{\"debit_account_id\":\"acc_1\",\"credit_account_id\":\"acc_2\",\"amount\":" + AMOUNT_JSON + "}";
        var hold = new LedgerHolds.NewHold("acc_1", "acc_2", AMOUNT, null, at);
        return List.of(
                get(
                        "/v1/ledger/accounts/acc_1?at=2026-01-31T09%3A30%3A00Z",
                        api -> api.ledger().accountAt("acc_1", at)),
                get(
                        "/v1/ledger/accounts/acc_1?value_at=2026-01-31T09%3A30%3A00Z",
                        api -> api.ledger().accountByValue("acc_1", at)),
                new Shape(
                        "PATCH /v1/ledger/accounts/acc_1",
                        "{\"status\":\"frozen\",\"min_balance\":null}",
                        false,
                        api -> api.ledger().change(account, change)),
                post(
                        "/v1/ledger/transactions",
                        "{\"entries\":[{\"account_id\":\"acc_1\",\"side\":\"debit\",\"amount\":" + AMOUNT_JSON
                                + "},{\"account_id\":\"acc_2\",\"side\":\"credit\",\"amount\":" + AMOUNT_JSON
                                + "}],\"value_at\":\"2026-01-31T09:30:00Z\"}",
                        api -> api.ledger()
                                .post(Ledger.NewTransaction.ofEntries(entries).effective(at), IdempotencyKey.fresh())),
                get(
                        "/v1/ledger/transactions",
                        api -> api.ledger().transactions().first()),
                post(
                        "/v1/ledger/transactions/txn_1/reversals",
                        "{}",
                        api -> api.ledger().reverse("txn_1", IdempotencyKey.fresh())),
                post(
                        "/v1/ledger/transactions/txn_1/reversals",
                        "{\"legs\":[{\"index\":1}]}",
                        api -> api.ledger()
                                .reverse("txn_1", List.of(new Ledger.Part(1, null)), IdempotencyKey.fresh())),
                get(
                        "/v1/ledger/trial_balance?at=2026-01-31T09%3A30%3A00Z",
                        api -> api.ledger().trialBalanceAt(at)),
                get(
                        "/v1/ledger/trial_balance?value_on=2026-01-31",
                        api -> api.ledger().trialBalanceOn(LocalDate.of(2026, 1, 31))),
                post(
                        "/v1/ledger/holds",
                        leg.substring(0, leg.length() - 1) + ",\"expires_at\":\"2026-01-31T09:30:00Z\"}",
                        api -> api.ledger().holds().place(hold, IdempotencyKey.fresh())),
                get("/v1/ledger/holds/hld_1", api -> api.ledger().holds().find("hld_1")),
                post(
                        "/v1/ledger/holds/hld_1/captures",
                        "{\"amount\":" + AMOUNT_JSON + ",\"last\":true}",
                        api -> api.ledger()
                                .holds()
                                .capture("hld_1", LedgerHolds.Capture.lastOf(AMOUNT), IdempotencyKey.fresh())),
                post(
                        "/v1/ledger/holds/hld_1/voids",
                        "{}",
                        api -> api.ledger().holds().release("hld_1", IdempotencyKey.fresh())),
                post(
                        "/v1/ledger/periods",
                        "{\"closed_through\":\"2026-01-31\"}",
                        api -> api.ledger().periods().close(LocalDate.of(2026, 1, 31), IdempotencyKey.fresh())),
                get("/v1/ledger/periods", api -> api.ledger().periods().list().first()),
                get(
                        "/v1/ledger/periods/2026-01-31",
                        api -> api.ledger().periods().find(LocalDate.of(2026, 1, 31))),
                get(
                        "/v1/ledger/journal?on=2026-01-31",
                        api -> api.ledger().journal().on(LocalDate.of(2026, 1, 31))),
                get(
                        "/v1/ledger/journal?on=2026-01-31",
                        api -> api.ledger().journal().csv(LocalDate.of(2026, 1, 31))),
                get("/v1/ledger/holds", api -> api.ledger().holds().list().first()),
                post(
                        "/v1/ledger/batches",
                        "{\"mode\":\"independent\",\"commands\":[{\"type\":\"transaction\",\"legs\":[" + leg
                                + "]},{\"type\":\"capture\",\"hold_id\":\"hld_1\"},{\"type\":\"void\",\"idempotency_key\":\"k\","
                                + "\"hold_id\":\"hld_1\"}]}",
                        api -> api.ledger()
                                .batches()
                                .each(
                                        List.of(
                                                LedgerBatches.Command.transaction(Ledger.NewTransaction.of(
                                                        List.of(new Ledger.Leg("acc_1", "acc_2", AMOUNT)))),
                                                LedgerBatches.Command.capture("hld_1", LedgerHolds.Capture.REST),
                                                LedgerBatches.Command.release("hld_1")
                                                        .once(IdempotencyKey.of("k"))),
                                        IdempotencyKey.fresh())));
    }
}
