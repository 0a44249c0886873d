package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.database.DatabaseRole;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.LedgerVerification;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** A program of its own for each test of {@code /v1/ledger}, short ways to ask, and the books verified at the end. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class LedgerHttpTests extends ServerTests {
    static final String ACCOUNTS = "/v1/ledger/accounts";
    static final String TRANSACTIONS = "/v1/ledger/transactions";
    static final String HOLDS = "/v1/ledger/holds";
    static final String BATCHES = "/v1/ledger/batches";

    @LocalServerPort
    int port;

    @Autowired
    Programs programs;

    final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    TestProgram program;
    ApiClient api;

    @BeforeEach
    void signIn() {
        program = TestProgram.create(port, programs);
        api = program.client();
    }

    @AfterEach
    void booksAreSound() {
        assertThat(new LedgerVerification(database().as(DatabaseRole.READER)).run(checked -> {}))
                .isEmpty();
    }

    String account(String kind, String glCode) {
        return account(api, kind, glCode);
    }

    static String account(ApiClient api, String kind, String glCode) {
        return opened(api.post(ACCOUNTS, body("account", kind, glCode, "")));
    }

    /** An account that cannot be overdrawn. */
    String purse() {
        return opened(api.post(ACCOUNTS, body("purse", "liability", "2000", ",\"min_balance\":" + money("0.00"))));
    }

    static String opened(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.text("/id");
    }

    static String body(String name, String kind, String glCode, String more) {
        return "{\"name\":\"%s\",\"kind\":\"%s\",\"currency\":\"EUR\",\"gl_code\":\"%s\"%s}"
                .formatted(name, kind, glCode, more);
    }

    Answer post(String debit, String credit, String amount) {
        return api.post(TRANSACTIONS, "{\"legs\":[" + leg(debit, credit, amount) + "]}");
    }

    static String leg(String debit, String credit, String amount) {
        return "{\"debit_account_id\":\"%s\",\"credit_account_id\":\"%s\",\"amount\":%s}"
                .formatted(debit, credit, money(amount));
    }

    static String entry(String account, String side, String amount) {
        return "{\"account_id\":\"%s\",\"side\":\"%s\",\"amount\":%s}".formatted(account, side, money(amount));
    }

    static String money(String value) {
        return "{\"value\":\"" + value + "\",\"currency\":\"EUR\"}";
    }

    Answer hold(String debit, String credit, String amount) {
        return api.post(HOLDS, leg(debit, credit, amount));
    }

    Answer batch(String mode, List<String> commands) {
        return batch(mode, commands, UUID.randomUUID().toString());
    }

    Answer batch(String mode, List<String> commands, @Nullable String key) {
        return api.post(BATCHES, "{\"mode\":\"" + mode + "\",\"commands\":[" + String.join(",", commands) + "]}", key);
    }

    /** A command that posts one leg. */
    static String transaction(String debit, String credit, String amount) {
        return "{\"type\":\"transaction\",\"legs\":[" + leg(debit, credit, amount) + "]}";
    }

    String balance(String account) {
        return api.get(ACCOUNTS + "/" + account).text("/balance/value");
    }

    static String fault(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
        return answer.text("/errors/0/pointer") + " " + answer.text("/errors/0/code");
    }

    /** The code of a refusal and what it points to. */
    static String refusal(Answer answer) {
        return (answer.code() + " " + answer.text("/errors/0/pointer")).strip();
    }

    List<String> audited() {
        return superuser.queryForList("""
                select convert_from(body, 'utf8')::jsonb ->> 'action' || ' ' || (convert_from(body, 'utf8')::jsonb ->> 'outcome')
                from audit.event where tenant_id = ? order by id
                """, String.class, tenant());
    }

    List<String> told() {
        return superuser.queryForList(
                "select type from outbox.event where tenant_id = ? order by id", String.class, tenant());
    }

    int tenant() {
        return program.tenant(TenantMode.TEST).value();
    }

    /** The account behind a wallet, which the ledger's own routes may not move. */
    String controlled() {
        TestProgram.wallet(api, TestProgram.subscriber(api), 100);
        UUID id = superuser.queryForObject("""
                select public_id from ledger.account_info i join ledger.account a on a.tenant_id = i.tenant_id and a.id = i.id
                where a.tenant_id = ? and a.owner = 'wallets'
                """, UUID.class, tenant());
        return new AccountId(Objects.requireNonNull(id)).toString();
    }
}
