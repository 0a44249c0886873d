package io.flowlet.testing;

import io.flowlet.Flowlet;
import java.nio.file.Path;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/**
 * The whole server on a free port, with a database and a master key of its own; one for all classes that extend this.
 *
 * <p>Tests share the database, so each makes what it needs and expects others' rows beside its own.
 */
@SpringBootTest(classes = Flowlet.class, webEnvironment = WebEnvironment.RANDOM_PORT)
// most tests are about something else than second factors; those of them say otherwise
@TestPropertySource(
        properties = {
            "flowlet.identity.factors.required-of-staff=false",
            "flowlet.identity.factors.required-of-wallet-holders=false"
        })
public abstract class ServerTests {
    /** What tokens are issued as; not the port that listens, which is any free one. */
    protected static final String ISSUER = "http://localhost:8080";

    /** Requests of one principal that change something other than money. */
    protected static final int WRITES_PER_MINUTE = 600;

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Path MASTER_KEY = TestVault.newMasterKeyFile();

    /** The database of the running server. */
    protected static TestDatabase database() {
        return DATABASE;
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("flowlet.database.url", DATABASE::url);
        settings.add("flowlet.database.app-password", DATABASE::password);
        settings.add("flowlet.database.sequencer-password", DATABASE::password);
        settings.add("flowlet.database.pool-size", () -> 4);
        settings.add("flowlet.vault.master-key-file", MASTER_KEY::toString);
        settings.add("flowlet.vault.key-store", () -> TestVault.keyStore(MASTER_KEY));
        settings.add("flowlet.identity.issuer", () -> ISSUER);
        // as weak as the algorithm allows: only a test can wait for less
        settings.add("flowlet.identity.passwords.bcrypt-cost", () -> 4);
        settings.add("flowlet.jobs.enabled", () -> false);
        // X-Forwarded-For lets a test call from anywhere; one class of requests has a limit that a test can reach
        settings.add("flowlet.edge.trusted-proxies", () -> "127.0.0.1");
        settings.add("flowlet.limits.write-per-minute", () -> WRITES_PER_MINUTE);
    }
}
