package io.flowlet.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.client.Browser.Shown;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleTests {
    private static final String ALARM = "<aside class=\"alarm\" aria-label=\"Break-glass\">";

    @SuppressWarnings("NullAway.Init")
    private static StartedClient client;

    @BeforeAll
    static void start() {
        client = new StartedClient();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @Test
    void clearsAHitAndApprovesTheCase() {
        String hit = client.server().api().listed("Pedro", "Morales");
        String kase = client.server().api().caseOf("Morales");
        Browser staff = client.staff();
        assertThat(staff.open("/console/hits").text())
                .contains("Pedro Morales", "MORALES, Pedro", "0.97", "Name and birth date");
        Shown early = staff.submit(
                staff.open("/console/cases/" + kase),
                "/console/cases/" + kase,
                "decision",
                "approve",
                "reason",
                "looks fine");
        assertThat(early.status()).isEqualTo(422);
        assertThat(early.text()).contains("Decide the open screening hits first");
        Shown compare = staff.open("/console/hits/" + hit);
        assertThat(compare.text()).contains("31 Jan 1962", "1961, 31 Jan 1962", "P. Morales", "Havana");
        Shown cleared =
                staff.submit(compare, "/console/hits/" + hit, "decision", "clear", "reason", "another birth place");
        assertThat(cleared.path()).isEqualTo("/console/hits");
        assertThat(cleared.text()).contains("Hit cleared.").doesNotContain("Pedro Morales");
        Shown decided = staff.submit(
                staff.open("/console/cases/" + kase),
                "/console/cases/" + kase,
                "decision",
                "approve",
                "reason",
                "all in order");
        assertThat(decided.text()).contains("Decision recorded.");
        assertThat(staff.open("/console/cases/" + kase).text()).contains("Approved", "all in order");
    }

    @Test
    void ofTwoAnalystsTheSecondSeesWhatTheFirstDecided() {
        String hit = client.server().api().listed("Ines", "Twice");
        Browser staff = client.staff();
        Shown compare = staff.open("/console/hits/" + hit);
        client.server().api().decidedElsewhere(hit);
        Shown late = staff.submit(compare, "/console/hits/" + hit, "decision", "confirm", "reason", "it is her");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text())
                .contains("Somebody was faster", "Cleared", "usr_somebody0else0")
                .doesNotContain("it is her");
    }

    @Test
    void asksForDecisionAndReason() {
        String hit = client.server().api().listed("Otto", "Mute");
        Browser staff = client.staff();
        Shown refused = staff.submit(staff.open("/console/hits/" + hit), "/console/hits/" + hit);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("href=\"#decision\"", "href=\"#reason\"");
    }

    @Test
    void showsTheListsLoaded() {
        assertThat(client.staff().open("/console/watchlists").text()).contains("OFAC SDN", "8\u202f975", "11\u202f909");
    }

    @Test
    void everyPageIsMarkedWhileABreakGlassRoleIsOn() {
        Instant until = Instant.parse("2100-01-02T03:04:00Z");
        String hit = client.server().api().listed("Mark", "Ed");
        String kase = client.server().api().caseOf("Ed");
        Browser before = client.staff();
        assertThat(before.open("/console/hits").body()).doesNotContain(ALARM);
        client.server().staffHasBreakGlassUntil(until);
        try {
            assertThat(before.open("/console/hits").body())
                    .as("also who signed in before")
                    .contains(ALARM);
            Browser staff = client.staff();
            for (String path : List.of(
                    "/console/hits",
                    "/console/hits/" + hit,
                    "/console/cases",
                    "/console/cases/" + kase,
                    "/console/watchlists",
                    "/console/hits/nonsense",
                    "/console/nowhere")) {
                Shown page = staff.open(path);
                assertThat(page.body()).as(path).contains(ALARM, "datetime=\"2100-01-02T03:04:00Z\"");
                assertThat(page.text()).as(path).contains("Break-glass.", "2 Jan 2100, 03:04 UTC");
            }
            Shown refused = staff.submit(staff.open("/console/hits/" + hit), "/console/hits/" + hit);
            assertThat(refused.body()).as("a refused form").contains(ALARM);
            client.server().down(true);
            assertThat(staff.open("/console/hits").body()).as("a failure").contains(ALARM);
        } finally {
            client.server().down(false);
            client.server().staffHasBreakGlassUntil(null);
        }
        assertThat(before.open("/console/cases").body()).as("it ended").doesNotContain(ALARM);
    }

    @Test
    void aMarkIsOverWhenItsTimeIs() {
        client.server().staffHasBreakGlassUntil(Instant.EPOCH);
        try {
            assertThat(client.staff().open("/console/hits").body()).doesNotContain(ALARM);
        } finally {
            client.server().staffHasBreakGlassUntil(null);
        }
    }

    @Test
    void anIdThatIsNoneIsNotFound() {
        Browser staff = client.staff();
        assertThat(staff.open("/console/hits/nonsense").status()).isEqualTo(404);
        assertThat(staff.open("/console/cases/hit_123").status()).isEqualTo(404);
    }
}
