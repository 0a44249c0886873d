package io.flowlet.outbox;

/** Takes events after their effect was committed: at least once, in no promised order, so it must be able to take one twice. */
@FunctionalInterface
public interface OutboxListener {
    void on(OutboxEvent event);
}
