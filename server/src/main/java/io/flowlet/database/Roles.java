package io.flowlet.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code deploy/postgres/roles.sql} as it was built in, for whoever owns a server of his own: the demo and the tests. */
public final class Roles {
    private Roles() {}

    /** Plain SQL, re-runnable, to be run by a superuser in the new database. */
    public static String script() {
        try (InputStream script = Objects.requireNonNull(Roles.class.getResourceAsStream("roles.sql"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
