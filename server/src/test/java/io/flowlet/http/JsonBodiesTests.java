package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class JsonBodiesTests {
    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private final JsonMapper json = mapper();
    private final JsonBodies bodies = new JsonBodies(json, new BodyBinding(json, VALIDATOR));

    enum Colour {
        DARK_RED,
        BLUE
    }

    record Token(String text) {
        @JsonCreator
        static Token of(String text) {
            if (!text.startsWith("tok_")) {
                throw new IllegalArgumentException("no token");
            }
            return new Token(text);
        }

        @Override
        @JsonValue
        public String toString() {
            return text;
        }
    }

    record Part(
            @NotNull @Size(max = 5) String partName,
            @Nullable Integer count) {}

    record Order(
            @NotBlank @Size(max = 20) String customerName,
            @NotNull @PositiveMoney Money amount,
            @Nullable Colour colour,
            @Nullable Token token,
            @Nullable Long quantity,
            @Nullable Boolean urgent,
            @Nullable Instant dueAt,
            int weight,
            @Nullable List<@Valid @NotNull Part> parts,
            @Nullable Map<String, String> notes) {}

    @Test
    void readsABodyThatIsAllRight() {
        Order order = order("""
                {"customer_name":"Ada","amount":{"value":"12.5","currency":"EUR"},"colour":"dark_red","token":"tok_1",
                 "quantity":3,"urgent":true,"due_at":"2026-01-31T09:30:00Z","weight":2,
                 "parts":[{"part_name":"nut","count":4}],"notes":{"a":"b"}}
                """);
        assertThat(order.amount()).isEqualTo(new Money(Currency.of("EUR"), 1250));
        assertThat(order.colour()).isEqualTo(Colour.DARK_RED);
        assertThat(order.token()).isEqualTo(new Token("tok_1"));
        assertThat(order.parts()).containsExactly(new Part("nut", 4));
        assertThat(order.dueAt()).isEqualTo(Instant.parse("2026-01-31T09:30:00Z"));
    }

    @Test
    void writesWhatItReads() {
        Order order = order(
                "{\"customer_name\":\"Ada\",\"amount\":{\"value\":\"12.5\",\"currency\":\"EUR\"},\"colour\":\"dark_red\",\"token\":\"tok_1\",\"weight\":1}");
        assertThat(json.writeValueAsString(order))
                .startsWith("{\"customer_name\":\"Ada\",\"amount\":{\"value\":\"12.50\",\"currency\":\"EUR\"},"
                        + "\"colour\":\"dark_red\",\"token\":\"tok_1\",\"quantity\":null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"surprise\":1}                                       | /surprise       | unknown_member",
                "{\"CustomerName\":\"Ada\"}                             | /CustomerName   | unknown_member",
                "{\"amount\":{\"value\":\"1\",\"currency\":\"EUR\",\"x\":1}} | /amount/x    | unknown_member",
                "{\"amount\":{\"value\":\"12.505\",\"currency\":\"EUR\"}} | /amount/value | too_many_decimals",
                "{\"amount\":{\"value\":\"1.0\",\"currency\":\"JPY\"}}  | /amount/value   | too_many_decimals",
                "{\"amount\":{\"value\":\"1e3\",\"currency\":\"EUR\"}}  | /amount/value   | malformed_amount",
                "{\"amount\":{\"value\":\"\",\"currency\":\"EUR\"}}     | /amount/value   | malformed_amount",
                "{\"amount\":{\"value\":\"99999999999999999999\",\"currency\":\"EUR\"}} | /amount/value | amount_out_of_range",
                "{\"amount\":{\"value\":\"9999999999999999999999999\",\"currency\":\"EUR\"}} | /amount/value | amount_too_long",
                "{\"amount\":{\"value\":\"1\",\"currency\":\"eur\"}}    | /amount/currency | unknown_currency",
                "{\"amount\":{\"value\":\"1\",\"currency\":\"XAU\"}}    | /amount/currency | currency_without_minor_unit",
                "{\"amount\":{\"value\":12.50,\"currency\":\"EUR\"}}    | /amount/value   | wrong_type",
                "{\"amount\":{\"value\":\"0\",\"currency\":\"EUR\"}}    | /amount         | not_positive",
                "{\"amount\":{\"value\":\"-1\",\"currency\":\"EUR\"}}   | /amount         | not_positive",
                "{\"amount\":{\"currency\":\"EUR\"}}                    | /amount/value   | required",
                "{\"amount\":{\"value\":null,\"currency\":\"EUR\"}}     | /amount/value   | required",
                "{\"amount\":\"12.50 EUR\"}                             | /amount         | wrong_type",
                "{\"amount\":\"\"}                                      | /amount         | wrong_type",
                "{\"amount\":null}                                      | /amount         | required",
                "{\"amount\":[]}                                        | /amount         | wrong_type",
                "{\"customer_name\":5}                                  | /customer_name  | wrong_type",
                "{\"customer_name\":true}                               | /customer_name  | wrong_type",
                "{\"customer_name\":1.5}                                | /customer_name  | wrong_type",
                "{\"customer_name\":{}}                                 | /customer_name  | wrong_type",
                "{\"customer_name\":[\"Ada\"]}                          | /customer_name  | wrong_type",
                "{\"customer_name\":null}                               | /customer_name  | required",
                "{\"customer_name\":\" \"}                              | /customer_name  | blank",
                "{\"customer_name\":\"012345678901234567890\"}          | /customer_name  | length_out_of_range",
                "{\"customer_name\":\"a\\u0000b\"}                      | /customer_name  | control_character",
                "{\"customer_name\":\"a\\nb\"}                          | /customer_name  | control_character",
                "{\"customer_name\":\"a\\u0085b\"}                      | /customer_name  | control_character",
                "{\"customer_name\":\"a\\ud800\"}                       | /customer_name  | lone_surrogate",
                "{\"customer_name\":\"\\udc00a\"}                       | /customer_name  | lone_surrogate",
                "{\"notes\":{\"a\\tb\":\"c\"}}                          | /notes          | control_character",
                "{\"notes\":{\"a\":\"c\\u0007\"}}                       | /notes/a        | control_character",
                "{\"quantity\":\"5\"}                                   | /quantity       | wrong_type",
                "{\"quantity\":5.0}                                     | /quantity       | wrong_type",
                "{\"quantity\":5.5}                                     | /quantity       | wrong_type",
                "{\"quantity\":\"\"}                                    | /quantity       | wrong_type",
                "{\"quantity\":true}                                    | /quantity       | wrong_type",
                "{\"quantity\":99999999999999999999}                    | /quantity       | wrong_type",
                "{\"quantity\":[1]}                                     | /quantity       | wrong_type",
                "{\"urgent\":\"true\"}                                  | /urgent         | wrong_type",
                "{\"urgent\":1}                                         | /urgent         | wrong_type",
                "{\"urgent\":\"\"}                                      | /urgent         | wrong_type",
                "{\"weight\":null}                                      | /weight         | required",
                "{\"colour\":\"green\"}                                 | /colour         | unknown_value",
                "{\"colour\":\"DARK_RED\"}                              | /colour         | unknown_value",
                "{\"colour\":\"\"}                                      | /colour         | unknown_value",
                "{\"colour\":0}                                         | /colour         | unknown_value",
                "{\"token\":\"abc\"}                                    | /token          | malformed",
                "{\"token\":5}                                          | /token          | wrong_type",
                "{\"token\":{\"text\":\"tok_1\"}}                       | /token          | wrong_type",
                "{\"token\":\"\"}                                       | /token          | malformed",
                "{\"due_at\":\"yesterday\"}                             | /due_at         | malformed",
                "{\"due_at\":1769851800}                                | /due_at         | wrong_type",
                "{\"due_at\":\"\"}                                      | /due_at         | malformed",
                "{\"parts\":{}}                                         | /parts          | wrong_type",
                "{\"parts\":\"\"}                                       | /parts          | wrong_type",
                "{\"parts\":[{\"part_name\":\"toolong\"}]}              | /parts/0/part_name | length_out_of_range",
                "{\"parts\":[{\"part_name\":\"a\"},{}]}                 | /parts/1/part_name | required",
                "{\"parts\":[null]}                                     | /parts/0        | required",
                "{\"parts\":[5]}                                        | /parts/0        | wrong_type",
                "{\"parts\":[{\"part_name\":\"a\",\"count\":\"1\"}]}    | /parts/0/count  | wrong_type",
            })
    void saysWhichMemberIsWrongAndWhy(String change, String pointer, String code) {
        Refusal refusal = refusal(with(change).getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.code()).isEqualTo(ProblemCode.BODY_INVALID);
        assertThat(refusal.faults())
                .extracting(FieldFault::pointer, FieldFault::code)
                .containsExactly(tuple(pointer, code));
    }

    @Test
    void refusesAMemberOfAPrimitiveTypeThatIsMissing() {
        Refusal refusal = refusal("{\"customer_name\":\"Ada\",\"amount\":{\"value\":\"1\",\"currency\":\"EUR\"}}"
                .getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.faults())
                .extracting(FieldFault::pointer, FieldFault::code)
                .containsExactly(tuple("/weight", "required"));
    }

    @Test
    void tellsAllFaultsAtOnce() {
        Refusal refusal = refusal("""
                {"customer_name":7,"amount":{"value":"1.001","currency":"EUR"},"colour":"green","surprise":{"a":[1]},
                 "quantity":"3","weight":"2","parts":[{"part_name":"toolong"},{"count":1.5,"part_name":"b"}]}
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.faults())
                .extracting(fault -> fault.pointer() + " " + fault.code())
                .containsExactlyInAnyOrder(
                        "/customer_name wrong_type",
                        "/amount/value too_many_decimals",
                        "/colour unknown_value",
                        "/surprise unknown_member",
                        "/quantity wrong_type",
                        "/weight wrong_type",
                        "/parts/1/count wrong_type",
                        "/parts/0/part_name length_out_of_range");
    }

    @Test
    void tellsAtMostTwentyFaults() {
        StringBuilder body = new StringBuilder("{\"x0\":0");
        for (int i = 1; i < 500; i++) {
            body.append(",\"x").append(i).append("\":0");
        }
        assertThat(refusal(body.append('}').toString().getBytes(StandardCharsets.UTF_8))
                        .faults())
                .hasSize(20);
    }

    @Test
    void repeatsNoNameThatOnlyTheRequestKnows() {
        Refusal refusal = refusal(with("{\"<script>alert(1)</script>\":1}").getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.faults()).extracting(FieldFault::pointer).containsExactly("");
        refusal = refusal(with("{\"" + "a".repeat(100) + "\":1}").getBytes(StandardCharsets.UTF_8));
        assertThat(refusal.faults()).extracting(FieldFault::pointer).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "nul",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1.}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{} {}",
                "{}x",
                "{}]",
                "// c\n{}",
                "{}/**/",
                "{\"customer_name\":\"Ada\",\"customer_name\":\"Bob\"}",
                "{\"amount\":{\"value\":\"1\",\"value\":\"2\"}}",
                "[]",
                "null",
                "5",
                "\"text\"",
                "true"
            })
    void refusesWhatIsNotOneJsonObject(String body) {
        assertThat(refusal(body.getBytes(StandardCharsets.UTF_8)).code()).isEqualTo(ProblemCode.BODY_MALFORMED);
    }

    @Test
    void refusesDeepNestingLongTextsLongNamesAndLongNumbers() {
        assertThat(refusal(nested(33)).code()).isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal(nested(32)).code()).isEqualTo(ProblemCode.BODY_INVALID);
        assertThat(refusal(("{\"a\":\"" + "x".repeat(65_537) + "\"}").getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal(("{\"" + "x".repeat(129) + "\":1}").getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal(("{\"a\":" + "9".repeat(65) + "}").getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal(with("{\"quantity\":1e999999999}").getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(ProblemCode.BODY_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32BE", "UTF-16BE"})
    void refusesOtherEncodingsAndByteOrderMarks(String charset) {
        assertThat(refusal(with("{}").getBytes(Charset.forName(charset))).code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal(("\uFEFF" + with("{}")).getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal("{\"customer_name\":\"Ädä\"}".getBytes(StandardCharsets.ISO_8859_1))
                        .code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        // overlong encoding of '/', and a surrogate encoded as three bytes
        assertThat(refusal(new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'}).code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
        assertThat(refusal(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'})
                        .code())
                .isEqualTo(ProblemCode.BODY_MALFORMED);
    }

    @Test
    void countsABodyWhoseLengthNobodyDeclared() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };
        assertThat(refusal(endless).code()).isEqualTo(ProblemCode.BODY_TOO_LARGE);
    }

    @Test
    void bringsTextIntoNormalForm() {
        Order order = order(with("{\"customer_name\":\"A\\u030Angstro\\u0308m\",\"notes\":{\"a\":\"e\\u0301\"}}"));
        assertThat(order.customerName()).isEqualTo("Ångström");
        assertThat(order.notes()).containsEntry("a", "é");
        assertThat(order(with("{\"customer_name\":\"😀\"}")).customerName()).isEqualTo("😀");
    }

    /** A good body with some members changed. */
    private String with(String change) {
        ObjectNode merged = (ObjectNode) json.readTree(
                "{\"customer_name\":\"Ada\",\"amount\":{\"value\":\"12.50\",\"currency\":\"EUR\"},\"weight\":1}");
        json.readTree(change).properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        return json.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build().writeValueAsString(merged);
    }

    private static byte[] nested(int depth) {
        return ("{\"a\":".repeat(depth) + "1" + "}".repeat(depth)).getBytes(StandardCharsets.UTF_8);
    }

    private Order order(String body) {
        return (Order) read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Refusal refusal(byte[] body) {
        return refusal(new ByteArrayInputStream(body));
    }

    private Refusal refusal(InputStream body) {
        return catchThrowableOfType(Refusal.class, () -> read(body));
    }

    private Object read(InputStream body) {
        try {
            return bodies.read(ResolvableType.forClass(Order.class), new Message(body), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Message(InputStream getBody) implements HttpInputMessage {
        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders();
        }
    }

    static JsonMapper mapper() {
        StrictJson configuration = new StrictJson();
        var factory = JsonFactory.builder();
        configuration.boundedJson().customize(factory);
        var builder = JsonMapper.builder(factory.build());
        configuration.strictJsonMapper().customize(builder);
        return builder.addModule(new MoneyJson()).addModule(new TimeJson()).build();
    }
}
