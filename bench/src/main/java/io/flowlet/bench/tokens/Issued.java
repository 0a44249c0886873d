package io.flowlet.bench.tokens;

import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Jvm;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Sample;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Stopwatch;
import io.flowlet.bench.Target;
import io.flowlet.bench.http.LoadGenerator;
import io.flowlet.bench.http.LoadResult;
import io.flowlet.bench.http.PacedLoad;
import io.flowlet.bench.http.PaymentProgram;
import io.flowlet.bench.http.Requests;
import io.flowlet.bench.http.ServerProcess;
import io.flowlet.bench.http.ServerSettingsFile;
import io.flowlet.bench.http.WarmUp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code client_credentials} with a secret, ES256, through the whole chain: limits, client, token with its row, audit event, usage log. Each
 * side's cost is the CPU of its JVM and of PostgreSQL together; what the start took and the memory held after the load come along.
 */
public final class Issued implements Measurement {
    private static final int CONNECTIONS = 16;
    private static final double PACE = 200;
    private static final double NANOS = 1e9;
    private static final double MICROS_A_NANO = 1e-3;
    private static final String WHAT = "tokens";
    private static final String FORM = "grant_type=client_credentials";

    @Override
    public String name() {
        return "issue";
    }

    /** Whom tokens are asked of, and the CPU of its JVM for one, a round each. */
    private record Side(Jvm jvm, InetSocketAddress address, Requests requests, List<Double> micros) {
        Sample sample(Session session) throws Exception {
            return session.server().stopwatch().time(() -> {
                Duration before = jvm.cpu();
                LoadResult result = load(session.seconds());
                micros.add(jvm.cpu().minus(before).toNanos() * MICROS_A_NANO / result.answers());
                return new Stopwatch.Done(result.answers(), new Sample.Latency(result.p50Millis(), result.p99Millis()));
            });
        }

        LoadResult load(double seconds) throws IOException {
            return allIssued(new LoadGenerator(address, CONNECTIONS, requests).run(seconds));
        }

        /** With PostgreSQL's, of the round. */
        double wholeMicros(Series series, int round) {
            return micros.get(round + 1) + series.samples().get(round).microsEach(); // the first one got warm
        }
    }

    @Override
    public void run(Session session) throws Exception {
        BenchDatabase database = session.server().createMigrated(WHAT);
        Path folder = Files.createDirectory(session.server().folder().resolve(WHAT));
        ServerSettingsFile settings = ServerSettingsFile.write(
                folder, database, Map.of("limits.address-per-minute", ServerSettingsFile.UNLIMITED));
        session.step("tokens: making a client");
        PaymentProgram program = PaymentProgram.make(settings.read(), 1);
        try (ServerProcess server = ServerProcess.start(settings, folder.resolve("serve.log"), "")) {
            double start = server.jvm().cpu().toNanos() / NANOS;
            Side ours = new Side(
                    server.jvm(),
                    server.address(),
                    TokenRequests.post(
                            "/oauth2/token",
                            program.client().client().clientId(),
                            program.client().secret(),
                            FORM),
                    new ArrayList<>());
            WarmUp.run(session, WHAT, ours.jvm(), ours::load);
            compare(session, ours);
            paced(session, ours);
            judge(session, "start until it answers, CPU", "once", start, Target.atMost(15, 10, "s"));
            judge(
                    session,
                    "memory resident after the load",
                    "once",
                    server.jvm().residentMebibytes(),
                    Target.atMost(400, 300, "MiB"));
        }
        session.server().drop(database);
    }

    private static void compare(Session session, Side ours) throws Exception {
        Optional<Path> home = Keycloak.home();
        if (home.isEmpty()) {
            Series alone =
                    session.inTurns(WHAT, List.of(() -> ours.sample(session))).getFirst();
            session.report(Line.of(told(ours), alone));
            againstSignature(session, ours, alone);
            return;
        }
        session.step("tokens: building and starting Keycloak");
        BenchDatabase database = session.server().create("keycloak");
        try (Keycloak keycloak = Keycloak.start(home.get(), session.server().folder(), database)) {
            double start = keycloak.jvm().cpu().toNanos() / NANOS;
            Side theirs = new Side(
                    keycloak.jvm(),
                    keycloak.address(),
                    TokenRequests.post(Keycloak.path("token"), Keycloak.ES256, Keycloak.SECRET, FORM),
                    new ArrayList<>());
            WarmUp.run(session, "Keycloak's tokens", theirs.jvm(), theirs::load);
            List<Series> series =
                    session.inTurns(WHAT, List.of(() -> theirs.sample(session), () -> ours.sample(session)));
            session.report(Line.of(
                    String.format(
                            Locale.ROOT,
                            "Keycloak %s: token, JVM %.0f µs; start %.0f s of CPU, then %.0f MiB",
                            keycloak.version(),
                            Series.median(theirs.micros()),
                            start,
                            keycloak.jvm().residentMebibytes()),
                    series.getFirst()));
            session.report(Line.of(
                    told(ours),
                    series.getLast(),
                    new Judged("Keycloak, CPU", ratio(ours, theirs, series), Target.atMost(0.4, 0.2))));
            againstSignature(session, ours, series.getLast());
        }
        session.server().drop(database);
    }

    /** The median of the ratios of the rounds. */
    private static double ratio(Side ours, Side theirs, List<Series> series) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < series.getFirst().samples().size(); round++) {
            ratios.add(ours.wholeMicros(series.getLast(), round) / theirs.wholeMicros(series.getFirst(), round));
        }
        return Series.median(ratios);
    }

    private static void againstSignature(Session session, Side ours, Series series) throws Exception {
        double bare = BareSignature.micros();
        double whole = Series.median(ours.micros()) + series.microsEach();
        judge(
                session,
                String.format(Locale.ROOT, "the same against its signature alone, %.0f µs", bare),
                "signature, CPU",
                whole / bare,
                Target.towards(3));
    }

    private static void paced(Session session, Side ours) throws Exception {
        session.step("tokens: %.0f a second".formatted(PACE));
        LoadResult result =
                allIssued(new PacedLoad(ours.address(), PacedLoad.local(2 * CONNECTIONS), PACE, ours.requests())
                        .run(session.isQuick() ? 3 : 20));
        judge(
                session,
                "%.0f tokens a second, 99 of 100".formatted(PACE),
                "latency",
                result.p99Millis(),
                Target.atMostMillis(50, 20));
    }

    private static LoadResult allIssued(LoadResult result) throws IOException {
        if (result.statuses().keySet().stream().anyMatch(status -> status != 200)) {
            throw new IOException("tokens were refused: " + result.statuses());
        }
        return result;
    }

    private static String told(Side ours) {
        return String.format(
                Locale.ROOT,
                "POST /oauth2/token, %d connections; server %.0f µs",
                CONNECTIONS,
                Series.median(ours.micros()));
    }

    private static void judge(Session session, String what, String against, double figure, Target target) {
        session.report(new Line(what, null, new Judged(against, figure, target)));
    }
}
