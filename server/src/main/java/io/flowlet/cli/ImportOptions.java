package io.flowlet.cli;

import io.flowlet.identity.LegacyHash.Encoding;
import io.flowlet.identity.LegacyHash.Salted;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the other system hashed: said, never guessed, since a wrong guess shows only when nobody can sign in. */
final class ImportOptions {
    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            required = true,
            description = "sha256, or sha256-salted: one SHA-256 of the password's UTF-8, with --salt beside it.")
    private String algorithm = "";

    @Option(names = "--encoding", paramLabel = "HOW", description = "Of the hashes: hex (unless said) or base64.")
    private String encoding = "hex";

    @Option(names = "--salt", paramLabel = "WHERE", description = "before or after the password; with sha256-salted.")
    private @Nullable String salt;

    @Option(
            names = "--salt-encoding",
            paramLabel = "HOW",
            description = "Of the salts: hex, base64, or text for their UTF-8; with sha256-salted.")
    private @Nullable String saltEncoding;

    /** The same, understood. */
    record Form(Salted salted, Encoding hash, Encoding salt) {
        boolean isSalted() {
            return salted != Salted.BARE;
        }
    }

    /** Empty if they do not fit together. */
    Optional<Form> form() {
        Optional<Encoding> hash = encoding(encoding).filter(how -> how != Encoding.TEXT);
        Optional<Encoding> salts = saltEncoding == null ? Optional.of(Encoding.TEXT) : encoding(saltEncoding);
        Optional<Salted> where = salted().filter(it -> (it == Salted.BARE) == (saltEncoding == null));
        return where.isEmpty() || hash.isEmpty() || salts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Form(where.get(), hash.get(), salts.get()));
    }

    private Optional<Salted> salted() {
        return switch (algorithm + " " + salt) {
            case "sha256 null" -> Optional.of(Salted.BARE);
            case "sha256-salted before" -> Optional.of(Salted.SALT_BEFORE);
            case "sha256-salted after" -> Optional.of(Salted.SALT_AFTER);
            default -> Optional.empty();
        };
    }

    private static Optional<Encoding> encoding(String name) {
        return switch (name) {
            case "hex" -> Optional.of(Encoding.HEX);
            case "base64" -> Optional.of(Encoding.BASE64);
            case "text" -> Optional.of(Encoding.TEXT);
            default -> Optional.empty();
        };
    }
}
