package io.flowlet.bench;

/** A command line that means nothing. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
