package io.flowlet.vault.internal;

import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.Pkcs11Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;

/**
 * A secret key inside a token: the JDK's provider for that token's slot, signed in, and the key's handle.
 *
 * @param told the key and where it is, for messages
 */
record TokenKeyHandle(String told, Provider provider, SecretKey key) {
    /** The JDK tells the length of a key made here in bits and of one that it finds in bytes. */
    private static final Pattern LENGTH = Pattern.compile(" AES secret key, (\\d+) bits");

    private static final AtomicInteger PROVIDERS = new AtomicInteger();

    /** @param pin reads the PIN; what it gives is wiped */
    static TokenKeyHandle open(Pkcs11Settings settings, Function<Path, char[]> pin) {
        Path library = Objects.requireNonNull(settings.library());
        String label = Objects.requireNonNull(settings.key());
        String told = "%s in slot %d of %s".formatted(label, settings.slot(), library);
        Provider provider = provider(library, Objects.requireNonNull(settings.slot()));
        Path pinFile = Objects.requireNonNull(settings.pinFile());
        Key key = find(provider, label, told, pinFile, pin.apply(pinFile));
        if (key.getEncoded() != null || key.getFormat() != null) {
            throw new MasterKeyRefused(
                    "the key %s can leave the token".formatted(told),
                    "use one with CKA_SENSITIVE and without CKA_EXTRACTABLE: " + make(library, label + "-2"));
        }
        if (!isAes256(key) || !(key instanceof SecretKey secret)) {
            throw new MasterKeyRefused(
                    "the key %s is no AES key of 256 bits".formatted(told), make(library, label + "-2"));
        }
        return new TokenKeyHandle(told, provider, secret);
    }

    /** What the token said, without what it may have been told. */
    static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message != null && message.startsWith("CKR_")
                ? message
                : cause.getClass().getSimpleName();
    }

    private static Provider provider(Path library, int slot) {
        if (!Files.isRegularFile(library)) {
            throw new MasterKeyRefused(
                    "the PKCS #11 module %s is missing".formatted(library),
                    "install the token's software, or correct flowlet.vault.root.pkcs11.library");
        }
        Provider base = Security.getProvider("SunPKCS11");
        if (base == null) {
            throw new MasterKeyRefused(
                    "this Java has no SunPKCS11", "run a JDK or an image with the module jdk.crypto.cryptoki");
        }
        String path = library.toAbsolutePath().toString();
        if (path.contains("\"") || path.contains("\n") || path.contains("${")) {
            throw new MasterKeyRefused(
                    "the path of the PKCS #11 module has quotes, ${ or line ends",
                    "name it by a link with a plain path");
        }
        try {
            return base.configure("--name = flowlet-%d\nlibrary = \"%s\"\nslot = %d\n"
                    .formatted(PROVIDERS.incrementAndGet(), path, slot));
        } catch (ProviderException | InvalidParameterException e) {
            String reason = reason(e);
            if (reason.startsWith("CKR_SLOT_ID_INVALID") || reason.startsWith("CKR_TOKEN_NOT")) {
                throw new MasterKeyRefused(
                        "there is no token in slot %d of %s (%s)".formatted(slot, library, reason),
                        "correct flowlet.vault.root.pkcs11.slot: pkcs11-tool --module %s --list-slots"
                                .formatted(library));
            }
            throw new MasterKeyRefused(
                    "%s cannot be used as a PKCS #11 module (%s)".formatted(library, reason),
                    "name the shared library that came with the token");
        }
    }

    private static Key find(Provider provider, String label, String told, Path pinFile, char[] pin) {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS11", provider);
            keys.load(null, pin);
            Key key = keys.getKey(label, null);
            if (key == null) {
                throw new MasterKeyRefused(
                        "there is no key " + told,
                        "correct flowlet.vault.root.pkcs11.key; for an installation that holds no data yet make one in the token");
            }
            return key;
        } catch (IOException e) {
            throw new MasterKeyRefused(
                    "the token does not let this server in (%s): %s".formatted(reason(e), told),
                    "correct the PIN in %s; tokens lock themselves after a few wrong ones".formatted(pinFile));
        } catch (GeneralSecurityException | ProviderException e) {
            throw new MasterKeyRefused(
                    "the token does not answer (%s): %s".formatted(reason(e), told),
                    "look whether it is plugged in and ready");
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static boolean isAes256(Key key) {
        Matcher length = LENGTH.matcher(key.toString());
        return key.getAlgorithm().equals("AES")
                && length.find()
                && (length.group(1).equals("32") || length.group(1).equals("256"));
    }

    private static String make(Path library, String label) {
        return "pkcs11-tool --module %s --login --keygen --key-type AES:32 --label %s --sensitive"
                .formatted(library, label);
    }
}
