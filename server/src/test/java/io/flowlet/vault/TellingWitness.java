package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.vault.DataRotation.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a rotation told, and can break it off at any of its steps, as a killed process would. */
final class TellingWitness implements DataRotation.Witness {
    /** What a rotation was killed with. */
    static final class Killed extends RuntimeException {}

    final List<String> told = new ArrayList<>();
    private int steps;
    private final Runnable then;

    private TellingWitness(int steps, Runnable then) {
        this.steps = steps;
        this.then = then;
    }

    TellingWitness() {
        this(Integer.MAX_VALUE, () -> {});
    }

    static TellingWitness killedAfter(int steps) {
        return at(steps, () -> {
            throw new Killed();
        });
    }

    /** Something happens after so many steps. */
    static TellingWitness at(int steps, Runnable then) {
        return new TellingWitness(steps, then);
    }

    private void step() {
        if (steps-- == 0) {
            then.run();
        }
    }

    @Override
    public void begun(TenantId tenant, boolean again) {
        told.add((again ? "resumed " : "begun ") + tenant.value());
        step();
    }

    @Override
    public void at(int number, int tenants, long looked, long rewritten) {
        step();
    }

    @Override
    public void waiting(Duration left) {}

    @Override
    public void removed(TenantId tenant, int versions) {
        told.add("removed %d %d".formatted(tenant.value(), versions));
        step();
    }

    @Override
    public void ended(TenantId tenant, Counts counts) {
        told.add("ended %d %s".formatted(tenant.value(), counts));
        step();
    }
}
