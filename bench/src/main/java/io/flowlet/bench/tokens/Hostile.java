package io.flowlet.bench.tokens;

import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Target;
import io.flowlet.bench.http.LoadResult;
import io.flowlet.bench.http.PacedLoad;
import io.flowlet.bench.http.PaymentProgram;
import io.flowlet.bench.http.PaymentRequests;
import io.flowlet.bench.http.ServerProcess;
import io.flowlet.bench.http.ServerSettingsFile;
import io.flowlet.bench.http.WarmUp;
import io.flowlet.identity.ClientCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Payments at a fixed rate, in peace and while 1,000 addresses send 2,000 forged tokens and another 1,000 send 100 wrong passwords a second, each
 * below the limit of an address. The attackers run on the same machine and have their share of it.
 */
public final class Hostile implements Measurement {
    private static final int ATTACKERS = 1_000;
    private static final double FORGED = 2_000;
    private static final double SIGN_INS = 100;
    private static final double PAYMENTS = 200;
    private static final int CONNECTIONS = 32;
    private static final int SUBSCRIBERS = 64;
    private static final int CREATED = 201;
    private static final String WHAT = "hostile";

    private final Map<String, Map<Integer, Long>> answered = new TreeMap<>();
    private long seed;

    @Override
    public String name() {
        return WHAT;
    }

    private record Victim(ServerProcess server, PaymentProgram program, String app) {
        String token() throws IOException, InterruptedException {
            ClientCredentials client = program.client();
            return server.token(client.client().clientId(), client.secret());
        }
    }

    @Override
    public void run(Session session) throws Exception {
        BenchDatabase database = session.server().createMigrated(WHAT);
        Path folder = Files.createDirectory(session.server().folder().resolve(WHAT));
        ServerSettingsFile settings = ServerSettingsFile.write(
                folder, database, Map.of("limits.money-per-minute", ServerSettingsFile.UNLIMITED));
        session.step("hostile: making subscribers, their wallets and an app");
        PaymentProgram program = PaymentProgram.make(settings.read(), SUBSCRIBERS);
        String app = WrongSignIns.app(settings.read(), program.client().client());
        try (ServerProcess server = ServerProcess.start(settings, folder.resolve("serve.log"), "")) {
            Victim victim = new Victim(server, program, app);
            WarmUp.run(session, WHAT, server.jvm(), seconds -> attacked(victim, seconds));
            report(session, rounds(session, victim));
        }
        session.server().drop(database);
    }

    /** How long 99 of 100 payments took, in peace and under attack, a round each. */
    private record Waits(List<Double> peace, List<Double> attack) {}

    private Waits rounds(Session session, Victim victim) throws Exception {
        Waits waits = new Waits(new ArrayList<>(), new ArrayList<>());
        double seconds = 2 * session.seconds();
        for (int round = 1; round <= session.rounds(); round++) {
            session.step("hostile: round %d of %d, in peace".formatted(round, session.rounds()));
            waits.peace().add(payments(victim, seconds).p99Millis());
            session.step("hostile: round %d of %d, under attack".formatted(round, session.rounds()));
            waits.attack().add(attacked(victim, seconds).p99Millis());
        }
        return waits;
    }

    private LoadResult payments(Victim victim, double seconds) throws Exception {
        PaymentRequests requests =
                new PaymentRequests(victim.token(), victim.program().wallets(), seed++);
        LoadResult result =
                new PacedLoad(victim.server().address(), PacedLoad.local(CONNECTIONS), PAYMENTS, requests).run(seconds);
        if (result.statuses().keySet().stream().anyMatch(status -> status != CREATED)) {
            throw new IOException("payments were refused: " + result.statuses());
        }
        return result;
    }

    private LoadResult attacked(Victim victim, double seconds) throws Exception {
        ForgedTokens forged = new ForgedTokens(victim.token());
        WrongSignIns signIns = WrongSignIns.at(victim.server().address(), victim.app());
        try (ExecutorService attackers = Executors.newFixedThreadPool(2)) {
            var tokens = new PacedLoad(victim.server().address(), Callers.many(ATTACKERS), FORGED, forged);
            var passwords = new PacedLoad(
                    victim.server().address(),
                    Callers.many(2 * ATTACKERS).subList(ATTACKERS, 2 * ATTACKERS),
                    SIGN_INS,
                    signIns);
            Future<LoadResult> first = attackers.submit(() -> tokens.run(seconds));
            Future<LoadResult> second = attackers.submit(() -> passwords.run(seconds));
            LoadResult paid = payments(victim, seconds);
            answered.put("forged tokens", first.get().statuses());
            answered.put("sign-ins", second.get().statuses());
            return paid;
        }
    }

    private void report(Session session, Waits waits) {
        double peace = Series.median(waits.peace());
        double attack = Series.median(waits.attack());
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < waits.peace().size(); round++) {
            ratios.add(waits.attack().get(round) / waits.peace().get(round));
        }
        session.report(new Line(
                String.format(
                        Locale.ROOT,
                        "%.0f payments/s, 99 of 100: %.1f ms in peace, %.1f ms under attack; answers by status: %s",
                        PAYMENTS,
                        peace,
                        attack,
                        answered),
                null,
                new Judged("peace", Series.median(ratios), Target.atMost(2, 1.5))));
    }
}
