package io.flowlet.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link FakeApi} shows to people. */
final class FakeTexts {
    private FakeTexts() {}

    static List<Map<String, Object>> notices() {
        return List.of(
                notice(
                        "kyc_record",
                        "Checking who you are",
                        "The law asks us to know our customers. We keep your name, address and date of birth, compare them"
                                + " with sanctions lists, and keep the record for five years after you leave.",
                        "legal_obligation",
                        true),
                notice(
                        "service",
                        "Running your wallet",
                        "We use your data to keep your wallet and to carry out your payments.",
                        "contract",
                        true),
                notice("marketing", "News about new features", "Once a month at most, by e-mail.", "consent", false));
    }

    private static Map<String, Object> notice(
            String purpose, String title, String text, String basis, boolean required) {
        return Map.of(
                "purpose", purpose,
                "title", title,
                "text", text,
                "language", "en",
                "version", 1,
                "hash", FakeApi.HASH,
                "legal_basis", basis,
                "required", required);
    }

    static Map<String, Object> questionnaire() {
        return Map.of(
                "version",
                1,
                "hash",
                FakeApi.HASH,
                "language",
                "en",
                "questions",
                List.of(
                        question(
                                "experience",
                                "How much do you know about investing?",
                                "single",
                                "None",
                                "Some",
                                "A lot"),
                        question(
                                "purpose",
                                "What will you use your wallet for?",
                                "multiple",
                                "Daily spending",
                                "Saving",
                                "Paying others"),
                        question(
                                "horizon",
                                "For how long can you put money aside?",
                                "single",
                                "Less than a year",
                                "One to five years",
                                "Longer")));
    }

    private static Map<String, Object> question(String id, String text, String kind, String... options) {
        return Map.of(
                "id", id,
                "text", text,
                "kind", kind,
                "options",
                        java.util.Arrays.stream(options)
                                .map(option -> Map.of(
                                        "id",
                                        option.toLowerCase(java.util.Locale.ROOT)
                                                .replace(' ', '_'),
                                        "text",
                                        option))
                                .toList());
    }

    static List<Map<String, Object>> watchlists() {
        return List.of(
                watchlist("ofac_sdn", 3, 8975, 11909, "2026-11-20"),
                watchlist("un_consolidated", 2, 1003, 2411, "2026-11-18"));
    }

    private static Map<String, Object> watchlist(String list, int version, int entries, int aliases, String published) {
        return Map.of(
                "list", list,
                "version", version,
                "hash", FakeApi.HASH,
                "entries", entries,
                "individuals", entries,
                "aliases", aliases,
                "published_on", published,
                "loaded_at", Instant.now().minusSeconds(86_400).toString());
    }

    static Map<String, Object> hit(String id, String subscriber, String given, String family) {
        Map<String, Object> hit = new LinkedHashMap<>();
        hit.put("id", id);
        hit.put("subscriber_id", subscriber);
        hit.put("status", "open");
        hit.put("list", "ofac_sdn");
        hit.put("list_version", 3);
        hit.put("entry_id", "36");
        hit.put("entry_hash", FakeApi.HASH);
        hit.put("entry_name", family.toUpperCase(java.util.Locale.ROOT) + ", " + given);
        hit.put("matched_name", given + " " + family);
        hit.put("score", "0.97");
        hit.put("evidence", "name_and_birth_date");
        hit.put(
                "entry",
                Map.of(
                        "names", List.of(given + " " + family, given.charAt(0) + ". " + family),
                        "birth_dates", List.of("1961", "31 Jan 1962"),
                        "countries", List.of("CU"),
                        "type", "individual",
                        "remarks", "Linked to a shipping company in Havana."));
        hit.put(
                "subject",
                Map.of(
                        "given_name",
                        given,
                        "family_name",
                        family,
                        "birth_on",
                        "1962-01-31",
                        "countries",
                        List.of("DE")));
        hit.put("found_at", Instant.now().minusSeconds(4_000).toString());
        hit.put("decided_at", null);
        hit.put("decision", null);
        return hit;
    }

    static Map<String, Object> profile(FakePerson person) {
        return Map.of(
                "kind",
                "subscriber",
                "id",
                person.id,
                "email",
                person.email,
                "given_name",
                person.given,
                "family_name",
                person.family,
                "mode",
                "test",
                "tenant_id",
                "ten_0fake",
                "scopes",
                List.of("profile:read"));
    }

    static Map<String, Object> staffProfile(String email) {
        return Map.of(
                "kind", "staff",
                "id", "usr_0fake0fake",
                "email", email,
                "roles", List.of("analyst"),
                "mode", "test",
                "tenant_id", "ten_0fake",
                "scopes", List.of("profile:read"));
    }

    static List<Map<String, Object>> sessions() {
        Instant now = Instant.now();
        return List.of(
                Map.of(
                        "id",
                        "ses_0current0",
                        "current",
                        true,
                        "created_at",
                        now.minusSeconds(60).toString(),
                        "last_seen_at",
                        now.toString(),
                        "expires_at",
                        now.plus(Duration.ofDays(30)).toString(),
                        "user_agent",
                        "Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36"),
                Map.of(
                        "id",
                        "ses_0other0",
                        "current",
                        false,
                        "created_at",
                        now.minus(Duration.ofDays(2)).toString(),
                        "last_seen_at",
                        now.minus(Duration.ofDays(1)).toString(),
                        "expires_at",
                        now.plus(Duration.ofDays(28)).toString(),
                        "user_agent",
                        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Safari/605.1"));
    }
}
