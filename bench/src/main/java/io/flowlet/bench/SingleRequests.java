package io.flowlet.bench;

import java.util.List;

/** Single requests of many callers, which one transaction takes together. */
final class SingleRequests implements Measurement {
    @Override
    public String name() {
        return "single";
    }

    @Override
    public void run(Session session) throws Exception {
        TpcB tpcB = session.tpcB();
        List<Series> series = session.inTurns("single requests", List.of(tpcB::sample));
        session.report(Line.of(TpcB.NAME, series.getFirst()));
    }
}
