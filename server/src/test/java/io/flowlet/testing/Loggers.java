package io.flowlet.testing;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** For tests that listen to a log: a command that ran before in the same process silenced all loggers, until a server starts again. */
public final class Loggers {
    private Loggers() {}

    public static void unsilence() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getTurboFilterList().clear();
    }
}
