package io.flowlet.subscribers;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.BlindIndexes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** A server with a program of its own for each test, whose subscribers are looked up. */
abstract class LookupServerTests extends ServerTests {
    static final String PATH = "/v1/subscribers/lookups";

    @LocalServerPort
    int port;

    @Autowired
    Programs programs;

    @Autowired
    LookupIndexing indexing;

    @Autowired
    BlindIndexes indexes;

    final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    TestProgram program;
    ApiClient api;
    TenantId tenant;

    @BeforeEach
    void signIn() {
        program = TestProgram.create(port, programs);
        api = program.client();
        tenant = program.tenant(TenantMode.TEST);
    }

    static List<String> ids(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body()
                .at("/subscriber_ids")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }
}
