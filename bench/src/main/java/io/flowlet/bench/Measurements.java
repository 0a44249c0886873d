package io.flowlet.bench;

import java.util.List;

/** Every measurement, in the order of the table. */
final class Measurements {
    private Measurements() {}

    static List<Measurement> all() {
        return List.of(new SingleRequests());
    }
}
