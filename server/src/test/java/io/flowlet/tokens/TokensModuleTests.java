package io.flowlet.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import io.flowlet.tokens.CreateOutcome.Created;
import io.flowlet.tokens.CreateOutcome.Known;
import io.flowlet.tokens.internal.Surrogates;
import io.flowlet.vault.BlindIndexes;
import io.flowlet.vault.UnreadableCiphertext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tokens on a real PostgreSQL, past HTTP. */
class TokensModuleTests extends ServerTests {
    private static final String CARD = "4111111111111111";
    private static final String IBAN = "DE89370400440532013000";

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Tokens tokens;

    @Autowired
    private Surrogates surrogates;

    @Autowired
    private BlindIndexes indexes;

    @Autowired
    private Transactions transactions;

    @Autowired
    private JdbcTemplate app;

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    private TestProgram program;
    private TenantId tenant;
    private Caller caller;

    @BeforeEach
    void makeTenant() {
        program = TestProgram.create(port, programs);
        tenant = program.tenant(TenantMode.TEST);
        caller = callerOf(tenant);
    }

    @Test
    void randomTokensOfCardsHaveTheirShapeAndAreNeverCards() {
        Set<String> seen = new HashSet<>();
        for (String number : List.of("676770000005", "378282246310005", CARD, "6304000000000000000")) {
            for (int round = 0; round < 20; round++) {
                Token token = created(TokenType.CARD_NUMBER, number, TokenFormat.RANDOM, null);
                assertThat(token.token()).matches("0[0-9]+").hasSameSizeAs(number);
                assertThat(isLuhn(token.token())).isFalse();
                assertThat(seen.add(token.token())).isTrue();
                tokens.delete(caller, token.id());
            }
        }
    }

    @Test
    void preservingTokensKeepWhatTheySayAndChangeTheRest() {
        Token card = created(TokenType.CARD_NUMBER, CARD, TokenFormat.PRESERVING, null);
        assertThat(card.token()).matches("411111[0-9]{6}1111").isNotEqualTo(CARD);
        Token account = created(TokenType.ACCOUNT_NUMBER, "GB82WEST12345698765432", TokenFormat.PRESERVING, null);
        assertThat(account.token()).matches("GB[0-9]{2}WEST[0-9]{10}5432").isNotEqualTo("GB82WEST12345698765432");
        Token document = created(TokenType.DOCUMENT_NUMBER, "C01X00T47", TokenFormat.PRESERVING, null);
        assertThat(document.token()).matches("[0-9A-Z]{9}").isNotEqualTo("C01X00T47");

        assertThat(tokens.delete(caller, card.id())).isTrue();
        Token again = created(TokenType.CARD_NUMBER, CARD, TokenFormat.PRESERVING, null);
        assertThat(again.token()).isEqualTo(card.token());
        assertThat(again.id()).isNotEqualTo(card.id());
    }

    /** Under true first digits a token with a right check digit would be a card number, somebody's perhaps. */
    @Test
    void preservingTokensOfCardsAreNeverCardsAndNeverFallTogether() {
        // all with one beginning and end: only among such could two tokens be one
        List<String> values = new ArrayList<>();
        for (int number = 0; number < 10_000; number++) {
            String start = "411111%05d".formatted(number * 10 + 7);
            IntStream.range(0, 10)
                    .mapToObj(digit -> start + digit + "1111")
                    .filter(TokensModuleTests::isLuhn)
                    .forEach(values::add);
        }
        assertThat(values).hasSize(10_000);
        Set<String> seen = new HashSet<>();
        transactions.run(tenant, () -> {
            for (String value : values) {
                String token = surrogates
                        .preserving(tenant, TokenType.CARD_NUMBER, value)
                        .orElseThrow();
                assertThat(token)
                        .hasSameSizeAs(value)
                        .startsWith(value.substring(0, 6))
                        .endsWith(value.substring(value.length() - 4))
                        .isNotEqualTo(value);
                assertThat(isLuhn(token)).as(token).isFalse();
                assertThat(seen.add(token)).as(token).isTrue();
            }
            String again = values.getFirst();
            assertThat(surrogates.preserving(tenant, TokenType.CARD_NUMBER, again))
                    .isEqualTo(surrogates.preserving(tenant, TokenType.CARD_NUMBER, again));
        });
    }

    @Test
    void refuseAFormatWhoseEncryptedPartIsTooSmall() {
        // five digits between the first six and the last four
        assertThat(create(caller, TokenType.CARD_NUMBER, "378282246310005", TokenFormat.PRESERVING, null))
                .isInstanceOf(CreateOutcome.NotPreservable.class);
        assertThat(create(caller, TokenType.DOCUMENT_NUMBER, "12345", TokenFormat.PRESERVING, null))
                .isInstanceOf(CreateOutcome.NotPreservable.class);
        assertThat(create(caller, TokenType.CARD_NUMBER, "4111111111111112", TokenFormat.RANDOM, null))
                .isInstanceOf(CreateOutcome.Malformed.class);
        assertThat(rowsOf("tokens.token")).isZero();
    }

    @Test
    void giveOneValueOneTokenInATenantTypeAndFormat() {
        Token first = created(TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null);
        assertThat(create(caller, TokenType.CARD_NUMBER, "4111 1111 1111 1111", TokenFormat.RANDOM, null))
                .isEqualTo(new Known(first));
        assertThat(created(TokenType.CARD_NUMBER, CARD, TokenFormat.PRESERVING, null)
                        .id())
                .isNotEqualTo(first.id());
        assertThat(created(TokenType.DOCUMENT_NUMBER, CARD, TokenFormat.RANDOM, null)
                        .id())
                .isNotEqualTo(first.id());
        Caller other = callerOf(program.tenant(TenantMode.LIVE));
        assertThat(create(other, TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null))
                .isInstanceOf(Created.class);
    }

    @ParameterizedTest
    @EnumSource
    void giveOneTokenToAnyNumberThatAskAtOnce(TokenFormat format) throws Exception {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> asking = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asking.add(() -> idOf(insisting(format)));
            }
            Set<String> got = new HashSet<>();
            for (Future<String> answer : pool.invokeAll(asking)) {
                got.add(answer.get());
            }
            assertThat(got).hasSize(1).allMatch(id -> id.startsWith("tok_"));
        }
        assertThat(rowsOf("tokens.token")).isOne();
    }

    @Test
    void keepTheirOneTokenWhileTheIndexSecretIsRenewed() {
        Token before = created(TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, null);
        indexes.renew(tenant);
        assertThat(create(caller, TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, null))
                .isEqualTo(new Known(before));
        Token after = created(TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null);
        assertThat(create(caller, TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null))
                .isEqualTo(new Known(after));
        assertThat(rowsOf("tokens.blind_index")).isEqualTo(3);
    }

    @Test
    void belongToOneSubscriberOrToNone() {
        SubscriberId ada = SubscriberId.of(TestProgram.registered(program.client()));
        SubscriberId grace = SubscriberId.of(TestProgram.registered(program.client()));
        Token token = created(TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, ada);
        assertThat(token.subscriber()).isEqualTo(ada);
        assertThat(create(caller, TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, ada))
                .isEqualTo(new Known(token));
        assertThat(create(caller, TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, grace))
                .isInstanceOf(CreateOutcome.OfAnother.class);
        assertThat(create(caller, TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, null))
                .isInstanceOf(CreateOutcome.OfAnother.class);
        Caller other = callerOf(program.tenant(TenantMode.LIVE));
        assertThat(create(other, TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, ada))
                .isInstanceOf(CreateOutcome.NoSuchSubscriber.class);
    }

    @Test
    void refuseACiphertextThatWasMovedToAnotherRowOrSubscriber() {
        SubscriberId ada = SubscriberId.of(TestProgram.registered(program.client()));
        SubscriberId grace = SubscriberId.of(TestProgram.registered(program.client()));
        Token mine = created(TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null);
        Token theirs = created(TokenType.CARD_NUMBER, "5555555555554444", TokenFormat.RANDOM, null);
        superuser.update(
                """
                update tokens.token set value = (select value from tokens.token where tenant_id = ? and id = ?)
                where tenant_id = ? and id = ?
                """,
                tenant.value(),
                theirs.id().value(),
                tenant.value(),
                mine.id().value());
        assertUnreadable(mine);

        Token adas = created(TokenType.ACCOUNT_NUMBER, IBAN, TokenFormat.RANDOM, ada);
        superuser.update(
                "update tokens.token set subscriber = ? where tenant_id = ? and id = ?",
                grace.value(),
                tenant.value(),
                adas.id().value());
        assertUnreadable(adas);
    }

    @Test
    void showNothingToAnotherTenant() {
        Token token = created(TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null);
        tokens.reveal(caller, token.id(), RevealPurpose.DISPUTE, "a chargeback");
        TenantId other = program.tenant(TenantMode.LIVE);
        Caller stranger = callerOf(other);
        assertThat(tokens.find(stranger, token.id())).isEmpty();
        assertThat(tokens.reveal(stranger, token.id(), RevealPurpose.PAYMENT, "mine"))
                .isEmpty();
        assertThat(tokens.delete(stranger, token.id())).isFalse();
        for (String table : List.of("tokens.token", "tokens.blind_index", "tokens.reveal")) {
            assertThat(transactions.in(other, () -> app.queryForObject("select count(*) from " + table, Long.class)))
                    .as(table)
                    .isZero();
            assertThat(rowsOf(table)).as(table).isOne();
        }
        assertThat(tokens.find(caller, token.id())).hasValue(token);
    }

    @Test
    void goForGoodAndLeaveWhoSawThem() {
        Token token = created(TokenType.CARD_NUMBER, CARD, TokenFormat.RANDOM, null);
        assertThat(tokens.reveal(caller, token.id(), RevealPurpose.PAYMENT, "for the scheme"))
                .hasValue(CARD);
        assertThat(tokens.delete(caller, token.id())).isTrue();
        assertThat(tokens.delete(caller, token.id())).isFalse();
        assertThat(tokens.find(caller, token.id())).isEmpty();
        assertThat(rowsOf("tokens.token")).isZero();
        assertThat(rowsOf("tokens.blind_index")).isZero();
        assertThat(rowsOf("tokens.reveal")).isOne();
        assertThatThrownBy(() -> transactions.in(tenant, () -> app.update("delete from tokens.reveal")))
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> transactions.in(tenant, () -> app.update("update tokens.token set value = ''")))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    /** As the idempotency store does it: who lost the race asks again. */
    private CreateOutcome insisting(TokenFormat format) {
        while (true) {
            try {
                return create(caller, TokenType.CARD_NUMBER, CARD, format, null);
            } catch (DuplicateKeyException e) {
                // another was faster
            }
        }
    }

    private static String idOf(CreateOutcome outcome) {
        return switch (outcome) {
            case Created(Token token) -> token.id().toString();
            case Known(Token token) -> token.id().toString();
            case CreateOutcome.Malformed no -> "malformed";
            case CreateOutcome.NoSuchSubscriber no -> "nobody";
            case CreateOutcome.OfAnother no -> "another's";
            case CreateOutcome.NotPreservable no -> "not preservable";
        };
    }

    private Token created(TokenType type, String value, TokenFormat format, @Nullable SubscriberId subscriber) {
        CreateOutcome outcome = create(caller, type, value, format, subscriber);
        assertThat(outcome).isInstanceOf(Created.class);
        return ((Created) outcome).token();
    }

    private CreateOutcome create(
            Caller by, TokenType type, String value, TokenFormat format, @Nullable SubscriberId subscriber) {
        return tokens.create(by, new CreateToken(type, value, format, subscriber));
    }

    private void assertUnreadable(Token token) {
        assertThatThrownBy(() -> tokens.find(caller, token.id())).isInstanceOf(UnreadableCiphertext.class);
        assertThatThrownBy(() -> tokens.reveal(caller, token.id(), RevealPurpose.PAYMENT, "why"))
                .isInstanceOf(UnreadableCiphertext.class)
                .hasMessageContaining("tokens.token.value");
    }

    private long rowsOf(String table) {
        Long count = superuser.queryForObject(
                "select count(*) from " + table + " where tenant_id = ?", Long.class, tenant.value());
        return count == null ? 0 : count;
    }

    private static Caller callerOf(TenantId tenant) {
        return new Caller(Actor.system(tenant, "test"), new Trace("0".repeat(32), "req_test"));
    }

    private static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
        }
        return sum % 10 == 0;
    }
}
