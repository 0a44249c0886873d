package io.flowlet.identity.internal;

import com.nulabinc.zxcvbn.StandardDictionaries;
import io.flowlet.identity.IdentitySettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Knows passwords that attackers try first, without asking anybody outside.
 *
 * <p>A password is known when it is on the list (ours, or the operator's file instead), or when it is nothing but a known one repeated or
 * padded: {@code password1234567}, {@code dragondragondragon}. For the second rule the list of common passwords that comes with zxcvbn counts
 * too. Case does not matter. Thread-safe.
 */
@Component
public final class BreachedPasswords {
    private static final String BUILT_IN = "breached-passwords.txt";
    private static final int SHORTEST_STEM = 4;
    private static final Pattern PADDING = Pattern.compile("^[^\\p{L}]+|[^\\p{L}]+$");

    private final Set<String> listed;
    private final Set<String> common;

    BreachedPasswords(IdentitySettings settings) {
        @Nullable Path file = settings.passwords().breachedFile();
        try {
            this.listed = file == null ? builtIn() : read(Files.newBufferedReader(file));
            this.common =
                    Set.copyOf(StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies());
        } catch (IOException e) {
            throw new UncheckedIOException("the list of breached passwords cannot be read", e);
        }
    }

    boolean contains(String password) {
        String lower = password.toLowerCase(Locale.ROOT);
        String stem = PADDING.matcher(lower).replaceAll("");
        return listed.contains(lower)
                || isKnown(unit(lower))
                || (stem.length() >= SHORTEST_STEM && (isKnown(stem) || isKnown(unit(stem))));
    }

    private boolean isKnown(String text) {
        return common.contains(text) || listed.contains(text);
    }

    /** The shortest text of which {@code text} is a repetition, the last time perhaps cut short. */
    static String unit(String text) {
        int length = text.length();
        for (int period = 1; period <= length / 2; period++) {
            if (text.regionMatches(period, text, 0, length - period)) {
                return text.substring(0, period);
            }
        }
        return text;
    }

    private static Set<String> builtIn() throws IOException {
        var resource = Objects.requireNonNull(BreachedPasswords.class.getResourceAsStream(BUILT_IN));
        return read(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)));
    }

    private static Set<String> read(BufferedReader lines) throws IOException {
        Set<String> read = new HashSet<>();
        try (lines) {
            lines.lines()
                    .map(line -> line.strip().toLowerCase(Locale.ROOT))
                    .filter(line -> !line.isEmpty())
                    .forEach(read::add);
        }
        return Set.copyOf(read);
    }
}
