package io.flowlet.client;

import io.flowlet.client.FakeServer.Answer;
import io.flowlet.client.FakeServer.Request;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The API of {@link FakeServer}: one tenant in test mode. A person called Listed is on a list. */
final class FakeApi {
    static final String PAYEE = "wal_0payee0payee0payee0payee0";
    static final String HASH = "ab".repeat(32);

    private final SequencedMap<String, FakePerson> people = new LinkedHashMap<>();
    private final Map<String, Answer> kept = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> hits = new ArrayList<>();
    private final List<String> endedSessions = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger(100);
    private final FakeWallets wallets = new FakeWallets(this::id);
    private final AtomicInteger paymentCalls = new AtomicInteger();
    private String newest = "";
    private boolean losesAnswers;

    static Answer problem(int status, String code, String category, String detail, String... pointers) {
        List<Map<String, Object>> errors = new ArrayList<>();
        for (String pointer : pointers) {
            errors.add(Map.of("pointer", pointer, "code", "wrong", "detail", detail));
        }
        return new Answer(
                status,
                Map.of(
                        "code", code,
                        "status", status,
                        "title", code,
                        "detail", detail,
                        "category", category,
                        "retryable", status == 503,
                        "advice", status == 503 ? "retry_same_key" : "fix_request",
                        "errors", errors,
                        "trace_id", "0".repeat(32),
                        "request_id", "req_0fake0fake0fake0fake0fake"));
    }

    synchronized String newestSubscriber() {
        return newest;
    }

    /** Somebody whose onboarding is over and whose wallet holds {@code balance}. */
    synchronized void approved(String email, String balance) {
        FakePerson person = person(email, "Ada", "Example");
        person.state = "approved";
        person.wallet = id("wal");
        wallets.move(person, new BigDecimal(balance), null, null);
    }

    synchronized FakePerson person(String email, String given, String family) {
        FakePerson person = new FakePerson(id("sub"), email, given, family);
        people.put(email, person);
        newest = email;
        return person;
    }

    /** Makes payments from now on, but their answers get lost. */
    void losesAnswers(boolean whether) {
        losesAnswers = whether;
    }

    int paymentCalls() {
        return paymentCalls.get();
    }

    synchronized int paymentsMade(String email) {
        return (int) Objects.requireNonNull(people.get(email)).payments.stream()
                .filter(payment -> "payment".equals(payment.get("kind")))
                .count();
    }

    synchronized List<String> endedSessions() {
        return List.copyOf(endedSessions);
    }

    /** A hit that waits, for a person in review; its id. */
    synchronized String listed(String given, String family) {
        FakePerson person = person(family.toLowerCase(java.util.Locale.ROOT) + "@example.com", given, family);
        identified(person);
        person.state = "review";
        return String.valueOf(hits.getFirst().get("id"));
    }

    synchronized String caseOf(String family) {
        return people.values().stream()
                .filter(person -> person.family.equals(family))
                .map(person -> person.id.replace("sub_", "kys_"))
                .findFirst()
                .orElseThrow();
    }

    /** Somebody else decides, while the page is open in a browser. */
    synchronized void decidedElsewhere(String hitId) {
        decide(find(hits, hitId), "cleared", "usr_somebody0else0");
    }

    synchronized Answer answer(String caller, Request request) {
        boolean staff = !people.containsKey(caller);
        return switch (request.method() + " " + request.path().replaceAll("/[a-z]{3}_[0-9a-zA-Z]+", "/{id}")) {
            case "POST /v1/signup" -> signUp(request);
            case "GET /v1/me" -> ok(staff ? FakeTexts.staffProfile(caller) : FakeTexts.profile(person(caller)));
            case "GET /v1/me/sessions" -> ok(list(FakeTexts.sessions()));
            case "DELETE /v1/me/sessions/{id}" -> {
                endedSessions.add(last(request));
                yield new Answer(204, null);
            }
            case "POST /v1/me/password" -> password(request);
            case "GET /v1/kyc/status" -> ok(status(person(caller)));
            case "GET /v1/kys/notices" -> ok(list(FakeTexts.notices()));
            case "POST /v1/kys/consents" -> consent(person(caller), request);
            case "POST /v1/kys/identity" -> identity(person(caller), request);
            case "GET /v1/kys/questionnaire" -> ok(FakeTexts.questionnaire());
            case "POST /v1/kys/risk-profile" -> riskProfile(person(caller));
            case "GET /v1/wallets" -> ok(list(FakeWallets.wallets(person(caller))));
            case "POST /v1/wallets" -> wallets.open(person(caller));
            case "GET /v1/wallets/{id}/balance", "GET /v1/wallets/{id}/entries" ->
                FakeWallets.wallet(person(caller), request);
            case "POST /v1/deposits" -> once(request, () -> wallets.deposit(person(caller), request));
            case "POST /v1/payments" -> {
                paymentCalls.incrementAndGet();
                Answer made = once(request, () -> wallets.pay(person(caller), request));
                yield losesAnswers ? new Answer(502, Map.of("from", "a proxy")) : made;
            }
            case "GET /v1/payments" -> ok(list(person(caller).payments));
            case "GET /v1/payments/{id}" -> found(person(caller).payments, request);
            case "GET /v1/screening_hits" ->
                ok(list(hits.stream()
                        .filter(hit -> matches(request, "status", hit.get("status")))
                        .filter(hit -> matches(request, "subscriber_id", hit.get("subscriber_id")))
                        .toList()));
            case "GET /v1/screening_hits/{id}" -> found(hits, request);
            case "POST /v1/screening_hits/{id}/decisions" -> decideHit(request, caller);
            case "GET /v1/kys/cases" ->
                ok(list(people.reversed().values().stream()
                        .filter(person -> matches(request, "state", person.state))
                        .map(this::kase)
                        .toList()));
            case "GET /v1/kys/cases/{id}" -> ok(kase(ofCase(request)));
            case "POST /v1/kys/cases/{id}/decisions" -> decideCase(request, caller);
            case "GET /v1/subscribers/{id}" -> subscriber(request);
            case "GET /v1/watchlists" -> ok(list(FakeTexts.watchlists()));
            default -> problem(404, "route_unknown", "validation", request.path());
        };
    }

    private Answer signUp(Request request) {
        String password = text(request, "password");
        if (password.contains("password")) {
            return problem(
                    422,
                    "password_refused",
                    "validation",
                    "this password is known from leaks: choose another",
                    "/password");
        }
        String email = text(request, "email");
        if (!people.containsKey(email)) {
            person(email, text(request, "given_name"), text(request, "family_name"));
        }
        return new Answer(202, Map.of("status", "accepted"));
    }

    private Answer password(Request request) {
        if (!text(request, "current_password").equals("the old one")) {
            return problem(
                    422, "password_refused", "validation", "this is not your current password", "/current_password");
        }
        return new Answer(204, null);
    }

    private Map<String, Object> status(FakePerson person) {
        List<String> steps = List.of("notice_and_consent", "identity", "risk_profile", "review");
        int at = switch (person.state) {
            case "notice_and_consent" -> 0;
            case "identity" -> 1;
            case "risk_profile" -> 2;
            case "review" -> 3;
            default -> 4;
        };
        List<Map<String, Object>> told = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            told.add(Map.of("name", steps.get(i), "status", i < at ? "done" : i == at && at < 3 ? "open" : "waiting"));
        }
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("subscriber_id", person.id);
        status.put("case_id", person.id.replace("sub_", "kys_"));
        status.put("status", at == 3 ? "in_review" : at == 4 ? person.state : at == 0 ? "started" : "in_progress");
        status.put("steps", told);
        status.put(
                "next_steps",
                at < 3 ? List.of(Map.of("step", steps.get(at), "method", "POST", "path", "/v1")) : List.of());
        status.put("risk_level", null);
        status.put("tier", null);
        status.put("updated_at", Instant.now().toString());
        return status;
    }

    private Answer consent(FakePerson person, Request request) {
        if (!HASH.equals(request.body().get("notice_hash"))) {
            return problem(409, "notice_retired", "conflict", "There is a newer one.");
        }
        if (person.state.equals("notice_and_consent")) {
            person.state = "identity";
        }
        return new Answer(
                201,
                Map.of(
                        "id",
                        id("cns"),
                        "subscriber_id",
                        person.id,
                        "purpose",
                        text(request, "purpose"),
                        "notice_version",
                        1,
                        "notice_hash",
                        HASH,
                        "language",
                        "en",
                        "legal_basis",
                        "contract",
                        "given_at",
                        Instant.now().toString()));
    }

    private Answer identity(FakePerson person, Request request) {
        if (text(request, "birth_on").startsWith("2020")) {
            return problem(400, "body_invalid", "validation", "you must be at least 18 years old", "/birth_on");
        }
        person.state = "risk_profile";
        return ok(status(person));
    }

    private Answer riskProfile(FakePerson person) {
        if (List.of("Listed", "Drakkeman").contains(person.family)) {
            identified(person);
            person.state = "review";
        } else {
            person.state = "approved";
        }
        return ok(Map.of("status", "completed", "risk_level", "medium", "questionnaire_version", 1));
    }

    private void identified(FakePerson person) {
        hits.addFirst(FakeTexts.hit(id("hit"), person.id, person.given, person.family));
    }

    private Answer decideHit(Request request, String caller) {
        Map<String, Object> hit = find(hits, request.path().split("/", -1)[3]);
        if (!"open".equals(hit.get("status"))) {
            return problem(409, "hit_decided", "conflict", "Decided.");
        }
        decide(hit, text(request, "decision").equals("clear") ? "cleared" : "confirmed", caller);
        return ok(hit);
    }

    private static void decide(Map<String, Object> hit, String status, String by) {
        String now = Instant.now().toString();
        hit.put("status", status);
        hit.put("decided_at", now);
        hit.put(
                "decision",
                Map.of("decision", status, "reason", "another birth date", "decided_by", by, "decided_at", now));
    }

    private Answer decideCase(Request request, String caller) {
        FakePerson person = ofCase(request);
        boolean undecided = hits.stream()
                .anyMatch(hit -> person.id.equals(hit.get("subscriber_id")) && "open".equals(hit.get("status")));
        if (undecided && text(request, "decision").equals("approve")) {
            return problem(409, "hits_undecided", "compliance", "Decide the hits first.");
        }
        if (!person.state.equals("review")) {
            return problem(409, "case_decided", "conflict", "Decided.");
        }
        person.state = text(request, "decision").equals("approve") ? "approved" : "rejected";
        person.version++;
        person.decision = Map.of("decision", person.state, "reason", text(request, "reason"), "decided_by", caller);
        return ok(kase(person));
    }

    private Map<String, Object> kase(FakePerson person) {
        Map<String, Object> kase = new LinkedHashMap<>();
        kase.put("id", person.id.replace("sub_", "kys_"));
        kase.put("subscriber_id", person.id);
        kase.put("state", person.state);
        kase.put("risk_level", "medium");
        kase.put("opened_at", Instant.now().minusSeconds(7_300).toString());
        kase.put("updated_at", Instant.now().minusSeconds(400).toString());
        kase.put("version", person.version);
        kase.put("open_hits", (int) hits.stream()
                .filter(hit -> person.id.equals(hit.get("subscriber_id")) && "open".equals(hit.get("status")))
                .count());
        kase.put("decision", person.decision);
        return kase;
    }

    private FakePerson ofCase(Request request) {
        String id = request.path().split("/", -1)[4].replace("kys_", "sub_");
        return people.values().stream()
                .filter(person -> person.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Answer subscriber(Request request) {
        return people.values().stream()
                .filter(person -> person.id.equals(last(request)))
                .findFirst()
                .map(person -> ok(Map.of(
                        "id", person.id,
                        "given_name", person.given,
                        "family_name", person.family,
                        "email", person.email,
                        "registered_at", Instant.now().toString())))
                .orElseGet(() -> problem(404, "not_found", "validation", "None."));
    }

    private FakePerson person(String caller) {
        return Objects.requireNonNull(people.get(caller), "not a subscriber");
    }

    private Answer once(Request request, java.util.function.Supplier<Answer> effect) {
        Answer known = kept.get(request.key());
        if (known != null) {
            return known;
        }
        Answer made = effect.get();
        kept.put(request.key(), made);
        return made;
    }

    private static boolean matches(Request request, String parameter, @Nullable Object value) {
        String wanted = request.query().get(parameter);
        return wanted == null || wanted.equals(value);
    }

    private static Answer found(List<Map<String, Object>> all, Request request) {
        return all.stream()
                .filter(one -> Objects.equals(one.get("id"), last(request)))
                .findFirst()
                .map(FakeApi::ok)
                .orElseGet(() -> problem(404, "not_found", "validation", "None."));
    }

    private static Map<String, Object> find(List<Map<String, Object>> all, String id) {
        return all.stream().filter(one -> id.equals(one.get("id"))).findFirst().orElseThrow();
    }

    private static String last(Request request) {
        return request.path().substring(request.path().lastIndexOf('/') + 1);
    }

    static String text(Request request, String member) {
        return Objects.requireNonNullElse(request.body().get(member), "").toString();
    }

    static Map<String, Object> list(List<Map<String, Object>> members) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("data", members);
        list.put("next_cursor", null);
        return list;
    }

    static Answer ok(Object body) {
        return new Answer(200, body);
    }

    private String id(String prefix) {
        return prefix + "_" + "0".repeat(20) + numbers.incrementAndGet();
    }
}
