package io.flowlet.ledger.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.programs.Programs;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@SuppressWarnings("NullAway.Init") // set before each test
class PeriodsHttpModuleTests extends ServerTests {
    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    private ApiClient api;

    @BeforeEach
    void signIn() {
        api = TestProgram.create(port, programs).client();
    }

    @Test
    void closesAPeriodOnceForEachKeyAndShowsIt() {
        String body = "{\"closed_through\":\"2026-01-31\"}";
        String key = UUID.randomUUID().toString();

        Answer closed = api.post("/v1/ledger/periods", body, key);
        Answer again = api.post("/v1/ledger/periods", body, key);
        Answer other = api.post("/v1/ledger/periods", body);

        assertThat(closed.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(closed.body());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("period_not_closable");
        assertThat(api.get("/v1/ledger/periods/2026-01-31").body()).isEqualTo(closed.body());
        assertThat(api.get("/v1/ledger/periods").text("/data/0/digest")).isEqualTo(closed.text("/digest"));
        assertThat(api.get("/v1/ledger/periods/2026-02-28").code()).isEqualTo("not_found");
        assertThat(api.get("/v1/ledger/periods/february").code()).isEqualTo("not_found");
    }

    @Test
    void theJournalCarriesTheDigestOfItsBytesAsJsonAndAsCsv() throws Exception {
        HttpResponse<byte[]> json = journal("2026-01-31", "application/json");
        HttpResponse<byte[]> csv = journal("2026-01-31", "text/csv");

        assertThat(new String(json.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"booked_on\":\"2026-01-31\",\"lines\":[],\"totals\":[]}");
        assertThat(new String(csv.body(), StandardCharsets.UTF_8))
                .isEqualTo("booked_on,value_on,gl_code,currency,debit,credit,entries\r\n");
        assertThat(csv.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type)
                .startsWith("text/csv"));
        for (HttpResponse<byte[]> answer : List.of(json, csv)) {
            String digest = Base64.getEncoder().encodeToString(sha256(answer.body()));
            assertThat(answer.headers().firstValue("Repr-Digest")).hasValue("sha-256=:" + digest + ":");
        }
        assertThat(json.headers().firstValue("ETag")).isNotEqualTo(csv.headers().firstValue("ETag"));
    }

    @Test
    void refusesTheJournalOfADayThatIsNotOver() {
        Answer answer = api.get("/v1/ledger/journal?on=" + LocalDate.now(ZoneOffset.UTC));

        assertThat(answer.code()).isEqualTo("parameter_invalid");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("on");
        assertThat(answer.text("/errors/0/code")).isEqualTo("day_not_over");
        assertThat(api.get("/v1/ledger/journal?on=yesterday").code()).isEqualTo("parameter_invalid");
    }

    private HttpResponse<byte[]> journal(String on, String accept) throws IOException, InterruptedException {
        HttpRequest request = api.request("/v1/ledger/journal?on=" + on)
                .header("Accept", accept)
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer;
        }
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
