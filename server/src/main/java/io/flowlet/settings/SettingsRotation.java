package io.flowlet.settings;

import io.flowlet.files.FileRefused;
import io.flowlet.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encrypted values of a settings file, encrypted anew with the newest key. Everything else in the file stays as it is, byte by byte.
 *
 * <p>Made by {@link #plan}, which only reads; not thread-safe.
 */
public final class SettingsRotation {
    /** A comment's line is left alone: what stands there is no value. */
    private static final Pattern COMMENT_OR_TOKEN = Pattern.compile("(?md)^[ \\t]*#.*$|" + SealedValue.TOKEN);

    private record Replacement(String name, String text) {}

    private final Path file;
    private final SettingsKeys keys;
    private final List<SettingFault> faults = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    /** By the old text. */
    private final Map<String, Replacement> replacements = new LinkedHashMap<>();

    private byte[] before = new byte[0];
    private byte[] after = new byte[0];

    private SettingsRotation(Path file, SettingsKeys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** What would change in {@code file}; nothing is written yet. */
    public static SettingsRotation plan(Path file, SettingsKeys keys) {
        SettingsRotation rotation = new SettingsRotation(file, keys);
        rotation.plan();
        return rotation;
    }

    /** The values that cannot be opened, or the file that cannot be read: while there are any, nothing is written. */
    public List<SettingFault> faults() {
        return List.copyOf(faults);
    }

    /** The keys of the values that get a new ciphertext, in the order of the file. */
    public List<String> changed() {
        return replacements.values().stream().map(Replacement::name).toList();
    }

    /** The keys of the values that the newest key sealed already. */
    public List<String> unchanged() {
        return List.copyOf(unchanged);
    }

    /**
     * Puts the new file in the place of the old one, whole or not at all.
     *
     * @throws FileRefused if it cannot be written, or was changed since it was read
     * @throws IllegalStateException if there are faults
     */
    public void write() {
        if (!faults.isEmpty()) {
            throw new IllegalStateException("a rotation with faults is not written");
        }
        try {
            WholeFile.replace(file, before, after);
        } catch (ConcurrentModificationException e) {
            throw new FileRefused("the settings file " + file + " was changed meanwhile", "run the command again");
        } catch (IOException | UnsupportedOperationException e) {
            throw new FileRefused(
                    "the settings file %s cannot be written (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    "run this as the user that owns it, in a folder that this user may write");
        }
    }

    private void plan() {
        try {
            before = Files.readAllBytes(file);
        } catch (IOException e) {
            faults.add(new SettingFault(file.toString(), "unreadable", "name a settings file that can be read"));
            return;
        }
        SettingsFile.read(file, this::planValue).ifPresent(faults::add);
        // whatever the bytes mean, this way they stay what they are; ours are ASCII
        String text = new String(before, StandardCharsets.ISO_8859_1);
        Set<String> found = new HashSet<>();
        after = COMMENT_OR_TOKEN
                .matcher(text)
                .replaceAll(match -> replacement(match.group(), found))
                .getBytes(StandardCharsets.ISO_8859_1);
        replacements.forEach((written, replacement) -> {
            if (!found.contains(written)) {
                faults.add(new SettingFault(replacement.name(), SealedValue.SHOWN, "write it in one line"));
            }
        });
    }

    private String replacement(String written, Set<String> found) {
        found.add(written);
        Replacement replacement = replacements.get(written);
        return Matcher.quoteReplacement(replacement == null ? written : replacement.text());
    }

    private void planValue(String name, Object value) {
        String text = value.toString();
        switch (SealedValue.read(text)) {
            case SealedValue.Read.Clear() -> {}
            case SealedValue.Read.Unreadable unreadable ->
                faults.add(new SettingFault(name, unreadable.shown(), unreadable.why()));
            case SealedValue.Read.Sealed(SealedValue sealed) -> planSealed(name, text, sealed);
        }
    }

    private void planSealed(String name, String text, SealedValue sealed) {
        Optional<SecretKeySpec> key = keys.key(sealed.kid());
        if (key.isEmpty()) {
            faults.add(new SettingFault(
                    name, "(key " + sealed.kid() + ")", "its key is not in " + keys.file() + ": put it back"));
            return;
        }
        Optional<String> clear = sealed.open(name, key.get());
        if (clear.isEmpty()) {
            faults.add(new SettingFault(name, SealedValue.SHOWN, "was altered, or encrypted for another key"));
        } else if (sealed.kid().equals(keys.newest())) {
            unchanged.add(name);
        } else {
            replacements.put(text, new Replacement(name, keys.encrypt(name, clear.get())));
        }
    }
}
