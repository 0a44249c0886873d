package io.flowlet.audit.internal;

/** Another leader extended the log in the meantime; the fence kept this one from writing. */
public final class Overtaken extends IllegalStateException {
    Overtaken() {
        super("another sequencer extended the log: this one gives up its leadership");
    }
}
