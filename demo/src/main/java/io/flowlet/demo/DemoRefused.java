package io.flowlet.demo;

/** The demo cannot do its work; the message is all that its user needs. */
final class DemoRefused extends RuntimeException {
    DemoRefused(String message) {
        super(message);
    }
}
