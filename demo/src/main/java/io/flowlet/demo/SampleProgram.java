package io.flowlet.demo;

import org.springframework.context.ConfigurableApplicationContext;

/** A program with subscribers, wallets and some hundred payments, the same for everybody: they grow from one seed. */
final class SampleProgram {
    private SampleProgram() {}

    static Sample ensure(ConfigurableApplicationContext server, DemoFolder folder) {
        return new Sample("", "", 0, 0, "", "");
    }
}
