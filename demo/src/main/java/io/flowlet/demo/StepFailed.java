package io.flowlet.demo;

/** A step of the walk did not go as it should; the message says how. */
final class StepFailed extends RuntimeException {
    StepFailed(String message) {
        super(message);
    }
}
