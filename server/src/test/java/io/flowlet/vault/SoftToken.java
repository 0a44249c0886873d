package io.flowlet.vault;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/**
 * A token of SoftHSM 2 (Debian's {@code softhsm2}) in a folder of its own.
 *
 * <p>SoftHSM takes its configuration from the environment of the process when it is loaded, hence {@code setenv}: all tokens of a test run
 * are in one folder.
 */
final class SoftToken {
    private static final String VARIABLE = "SOFTHSM2_CONF";
    static final String PIN = "4321-correct";
    static final Path LIBRARY = Stream.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib64/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so",
                    "/opt/homebrew/lib/softhsm/libsofthsm2.so")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst()
            .orElse(Path.of("/usr/lib/softhsm/libsofthsm2.so"));

    private static final AtomicInteger PROVIDERS = new AtomicInteger();
    private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");

    final int slot;

    private SoftToken(int slot) {
        this.slot = slot;
    }

    /** Whether Debian's {@code softhsm2} is installed. */
    static boolean isInstalled() {
        return Files.exists(LIBRARY) && Files.exists(Path.of("/usr/bin/softhsm2-util"));
    }

    /** A token with nothing in it, signed in to by nobody. */
    static SoftToken make() {
        return new SoftToken(Configuration.TOKENS.remove());
    }

    /** Makes an AES key in the token. */
    void makeKey(String label, int bits, boolean extractable) throws Exception {
        Provider provider = Security.getProvider("SunPKCS11")
                .configure("""
                --name = test-%d
                library = %s
                slot = %d
                attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
                  CKA_TOKEN = true
                  CKA_SENSITIVE = %s
                  CKA_EXTRACTABLE = %s
                  CKA_ENCRYPT = true
                  CKA_DECRYPT = true
                }
                """.formatted(PROVIDERS.incrementAndGet(), LIBRARY, slot, !extractable, extractable));
        KeyStore keys = KeyStore.getInstance("PKCS11", provider);
        keys.load(null, PIN.toCharArray());
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(bits);
        SecretKey key = generator.generateKey();
        keys.setKeyEntry(label, key, null, null);
    }

    Path pinFile(String pin) throws IOException {
        Path file = Files.createTempFile(Configuration.FILE.getParent(), "pin", "");
        Files.writeString(file, pin + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Pkcs11Settings settings(String key) throws IOException {
        return new Pkcs11Settings(LIBRARY, slot, pinFile(PIN), key);
    }

    /** In place before the library is loaded, which sees no token that is made later. */
    private static final class Configuration {
        private static final int MOST = 12;
        private static final Path FILE = make();
        private static final Queue<Integer> TOKENS = new ConcurrentLinkedQueue<>();

        static {
            for (int i = 0; i < MOST; i++) {
                TOKENS.add(makeToken());
            }
        }

        private static int makeToken() {
            ProcessBuilder make = new ProcessBuilder(
                            "softhsm2-util",
                            "--init-token",
                            "--free",
                            "--label",
                            "flowlet",
                            "--pin",
                            PIN,
                            "--so-pin",
                            "8765-officer")
                    .redirectErrorStream(true);
            make.environment().put(VARIABLE, FILE.toString());
            try {
                Process made = make.start();
                String told = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                Matcher slot = SLOT.matcher(told);
                if (made.waitFor() != 0 || !slot.find()) {
                    throw new IllegalStateException("softhsm2-util --init-token: " + told);
                }
                return Integer.parseInt(slot.group(1));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("flowlet-test-softhsm");
                Path file = Files.writeString(
                        folder.resolve("softhsm2.conf"),
                        "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
                                .formatted(Files.createDirectory(folder.resolve("tokens"))));
                setenv(file.toString());
                return file;
            } catch (Throwable e) { // what a native call is declared to throw
                throw new IllegalStateException(e);
            }
        }

        @SuppressWarnings("restricted") // nothing in Java sets a variable of its own process
        private static void setenv(String value) throws Throwable {
            Linker linker = Linker.nativeLinker();
            MethodHandle setenv = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setenv"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            try (Arena arena = Arena.ofConfined()) {
                int answer = (int) setenv.invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom(value), 1);
                if (answer != 0) {
                    throw new IllegalStateException("setenv");
                }
            }
        }
    }
}
