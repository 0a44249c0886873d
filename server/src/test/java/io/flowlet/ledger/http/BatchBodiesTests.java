package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flowlet.http.Refusal;
import io.flowlet.ledger.ProgramCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import tools.jackson.core.json.JsonFactory;

/** Bodies of batches, read without a server. */
class BatchBodiesTests {
    private static final String ACCOUNT = "acc_01kanr2c5ze8x9c4m5p6q7r8st";
    private static final String HOLD = "hld_01kanr2c5ze8x9c4m5p6q7r8st";
    private static final String MONEY = "{'value':'1.00','currency':'EUR'}";
    private static final String LEG =
            "{'debit_account_id':'" + ACCOUNT + "','credit_account_id':'" + ACCOUNT + "','amount':" + MONEY + "}";

    private final BatchBodies bodies = new BatchBodies(new JsonFactory());

    @Test
    void readsCommandsWhateverTheOrderOfTheirMembers() throws IOException {
        BatchRequest batch = read("{'commands':[{'last':true,'amount':" + MONEY + ",'hold_id':'" + HOLD
                + "','type':'capture','idempotency_key':'k'},{'legs':[" + LEG
                + "],'type':'transaction','value_at':null}],"
                + "'mode':'independent'}");

        assertThat(batch.mode()).isEqualTo(BatchRequest.Mode.INDEPENDENT);
        assertThat(batch.commands().getFirst().key()).isEqualTo("k");
        assertThat(batch.commands().getFirst().command())
                .isInstanceOfSatisfying(
                        ProgramCommand.Capture.class,
                        capture -> assertThat(capture.last()).isTrue());
        assertThat(batch.commands().getLast().command()).isInstanceOf(ProgramCommand.Transact.class);
        assertThat(batch.commands().getLast().key()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'void'} | /commands/0/hold_id required",
                "{'hold_id':'HOLD'} | /commands/0/type required",
                "{'type':'pay','hold_id':'HOLD'} | /commands/0/type unknown_value",
                "{'type':'void','hold_id':'HOLD','amount':MONEY} | /commands/0/amount unknown_member",
                "{'type':'void','hold_id':'HOLD','note':'x'} | /commands/0/note unknown_member",
                "{'type':'void','hold_id':'HOLD','nö te':'x'} | /commands/0 unknown_member",
                "{'type':'void','hold_id':7} | /commands/0/hold_id wrong_type",
                "{'type':'void','hold_id':'hld_1'} | /commands/0/hold_id malformed",
                "{'type':'void','hold_id':null} | /commands/0/hold_id required",
                "{'type':'void','hold_id':'HOLD','idempotency_key':''} | /commands/0/idempotency_key malformed",
                "{'type':'capture','hold_id':'HOLD','last':'true'} | /commands/0/last wrong_type",
                "{'type':'capture','hold_id':'HOLD','amount':{'value':'0','currency':'EUR'}} | /commands/0/amount not_positive",
                "{'type':'capture','hold_id':'HOLD','amount':{'value':1,'currency':'EUR'}} | /commands/0/amount/value wrong_type",
                "{'type':'capture','hold_id':'HOLD','amount':{'value':'1','currency':'EU'}} | /commands/0/amount/currency unknown_currency",
                "{'type':'capture','hold_id':'HOLD','amount':{'value':'1'}} | /commands/0/amount/currency required",
                "{'type':'capture','hold_id':'HOLD','amount':{'value':'1','currency':'EUR','x':1}} | /commands/0/amount/x unknown_member",
                "{'type':'capture','hold_id':'HOLD','value_at':'2026-01-31T09:30:00+01:00'} | /commands/0/value_at malformed",
                "{'type':'capture','hold_id':'HOLD','value_at':'2026-13-31T09:30:00Z'} | /commands/0/value_at malformed",
                "{'type':'transaction'} | /commands/0/legs either_or",
                "{'type':'transaction','legs':[]} | /commands/0/legs length_out_of_range",
                "{'type':'transaction','legs':[null]} | /commands/0/legs/0 required",
                "{'type':'transaction','legs':LEG} | /commands/0/legs wrong_type",
                "{'type':'transaction','legs':[LEG,{'index':0}]} | /commands/0/legs/1/index unknown_member",
                "{'type':'transaction','legs':[LEG,{}]} | /commands/0/legs/1/debit_account_id required",
                "{'type':'transaction','entries':[{'account_id':'ACCOUNT','side':'left','amount':MONEY},ENTRY]} | /commands/0/entries/0/side unknown_value",
                "{'type':'transaction','entries':[{'account_id':'ACCOUNT','amount':MONEY},ENTRY]} | /commands/0/entries/0/side required",
                "{'type':'reversal','transaction_id':'txn_01kanr2c5ze8x9c4m5p6q7r8r0','legs':[{'index':100}]} | /commands/0/legs/0/index out_of_range",
                "{'type':'reversal','transaction_id':'txn_01kanr2c5ze8x9c4m5p6q7r8r0','legs':[{'index':1},{'index':1}]} | /commands/0/legs/1/index repeated",
                "{'type':'reversal','transaction_id':'txn_01kanr2c5ze8x9c4m5p6q7r8r0','legs':[LEG]} | /commands/0/legs/0/debit_account_id unknown_member",
                "{'type':'hold','debit_account_id':'ACCOUNT','credit_account_id':'ACCOUNT','amount':MONEY,'capture_limit':{'value':'0.99','currency':'EUR'}} | /commands/0/capture_limit below_amount",
                "[] | /commands/0 wrong_type",
            })
    void tellsWhichMemberIsWrong(String command, String fault) {
        assertThat(refused("{'mode':'atomic','commands':[" + command + "]}")).isEqualTo("body_invalid " + fault);
    }

    @Test
    void tellsTheFaultsOfSeveralCommandsAndStopsAtTwenty() {
        String wrong = "{'type':'void'}";

        assertThat(refused("{'mode':'atomic','commands':[" + wrong + "," + wrong + "]}"))
                .isEqualTo("body_invalid /commands/0/hold_id required, /commands/1/hold_id required");
        assertThat(refused("{'mode':'atomic','commands':[" + (wrong + ",").repeat(30) + wrong + "]}")
                        .split(", "))
                .hasSize(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[] | body_malformed ",
                "{'mode':'atomic'} | body_invalid /commands required",
                "{'commands':[{'type':'void','hold_id':'HOLD'}]} | body_invalid /mode required",
                "{'mode':'atomic','commands':[],'x':1} | body_invalid /commands length_out_of_range, /x unknown_member",
                "{'mode':'atomic','mode':'atomic'} | body_malformed  repeated_member",
                "{'mode':'atomic','commands':[{'type':'void','hold_id':'HOLD','type':'void'}]} | body_malformed  repeated_member",
                "{'mode':'atomic','commands':[{'type':'void','hold_id':'HOLD'}]} x | body_malformed  not_json",
                "{'mode':'atomic','commands':[{'type':'void','hold_id':'HOLD'}]} {} | body_malformed  trailing",
            })
    void refusesWhatIsNoBatch(String body, String refusal) {
        assertThat(refused(body).strip()).isEqualTo(refusal.strip());
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin = "{\"mode\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(refusal(latin)).isEqualTo("body_malformed  not_utf8");
        assertThat(refusal("{}".getBytes(StandardCharsets.UTF_16LE))).startsWith("body_malformed");
        assertThat(refusal("\uFEFF{}".getBytes(StandardCharsets.UTF_8))).startsWith("body_malformed");
    }

    private BatchRequest read(String body) throws IOException {
        return bodies.readInternal(BatchRequest.class, new Body(bytes(body)));
    }

    private String refused(String body) {
        return refusal(bytes(body));
    }

    private String refusal(byte[] body) {
        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> bodies.readInternal(BatchRequest.class, new Body(body)));
        return refusal.code().code() + " "
                + refusal.faults().stream()
                        .map(fault -> fault.pointer() + " " + fault.code())
                        .collect(Collectors.joining(", "));
    }

    private static byte[] bytes(String body) {
        return body.replace("ENTRY", "{'account_id':'ACCOUNT','side':'debit','amount':MONEY}")
                .replace("LEG", LEG)
                .replace("MONEY", MONEY)
                .replace("ACCOUNT", ACCOUNT)
                .replace("HOLD", HOLD)
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    private record Body(byte[] bytes) implements HttpInputMessage {
        @Override
        public java.io.InputStream getBody() {
            return new java.io.ByteArrayInputStream(bytes);
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders();
        }
    }
}
