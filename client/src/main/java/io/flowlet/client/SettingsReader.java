package io.flowlet.client;

import io.flowlet.client.SettingsRefused.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings one by one and collects what is wrong; {@link #finish} tells it all. A value that is wrong reads as a harmless stand-in.
 */
final class SettingsReader {
    private static final String PREFIX = "FLOWLET_CLIENT_";
    private static final String MISSING = "missing";
    private static final URI STAND_IN = URI.create("http://127.0.0.1");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smh])");
    private static final Pattern PAYEE = Pattern.compile("([^=;]{1,60})=(wal_[0-9a-z]{10,40})");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private final Map<String, String> values = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String key = name.substring(PREFIX.length());
                if (ClientSettings.names().contains(key)) {
                    values.put(key, value.strip());
                } else {
                    faults.add(new Fault(name, "unknown", "no setting has this name: remove it"));
                }
            }
        });
    }

    /** @throws SettingsRefused if anything was wrong */
    void finish() {
        if (!faults.isEmpty()) {
            throw new SettingsRefused(faults);
        }
    }

    String text(String key) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            missing(key);
        }
        return value;
    }

    String text(String key, String usual) {
        String value = values.getOrDefault(key, "");
        return value.isEmpty() ? usual : value;
    }

    /** From the variable, or from the file that {@code …_FILE} names. */
    String secret(String key) {
        String file = values.getOrDefault(key + "_FILE", "");
        if (file.isEmpty()) {
            return text(key);
        }
        try {
            String value = Files.readString(Path.of(file)).strip();
            if (isOpenToOthers(Path.of(file))) {
                wrong(key + "_FILE", "others than its owner and group may touch it: chmod 600 " + file);
                return "";
            }
            if (!value.isEmpty()) {
                return value;
            }
            wrong(key + "_FILE", "holds nothing: write the secret into it");
        } catch (IOException e) {
            wrong(key + "_FILE", "cannot be read: check the path and its permissions");
        }
        return "";
    }

    /** As the server judges its own: a mounted secret may be its group's to read, nobody else's. */
    private static boolean isOpenToOthers(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).stream()
                    .anyMatch(each -> each.name().startsWith("OTHERS_")
                            || each == PosixFilePermission.GROUP_WRITE
                            || each == PosixFilePermission.GROUP_EXECUTE);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    URI address(String key, @Nullable URI usual) {
        return address(key, usual, "must look like https://host", uri -> true);
    }

    /** One that browsers use: TLS, except on this very machine. */
    URI publicAddress(String key, @Nullable URI usual) {
        return address(
                key,
                usual,
                "must look like https://host (http:// only for 127.0.0.1, ::1 and localhost)",
                uri -> uri.getScheme().equals("https") || LOOPBACK.contains(uri.getHost()));
    }

    private URI address(String key, @Nullable URI usual, String fix, Predicate<URI> further) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            if (usual == null) {
                missing(key);
                return STAND_IN;
            }
            return usual;
        }
        try {
            URI uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            boolean sound = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (sound && further.test(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        wrong(key, fix);
        return STAND_IN;
    }

    int number(String key, int usual, int least, int most) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            return usual;
        }
        if (NUMBER.matcher(value).matches() && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        wrong(key, "must be a whole number from " + least + " to " + most);
        return usual;
    }

    Duration duration(String key, Duration usual, Duration least, Duration most) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            return usual;
        }
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            Duration read = Duration.parse("PT" + matcher.group(1) + matcher.group(2));
            if (read.compareTo(least) >= 0 && read.compareTo(most) <= 0) {
                return read;
            }
        }
        wrong(key, "must be a duration with its unit, from " + least.toMinutes() + "m to " + most.toHours() + "h");
        return usual;
    }

    /** {@code Name=wal_…;Name=wal_…} */
    List<SuggestedPayee> payees(String key) {
        String value = values.getOrDefault(key, "");
        List<SuggestedPayee> payees = new ArrayList<>();
        for (String written : value.isEmpty() ? new String[0] : value.split(";", -1)) {
            Matcher matcher = PAYEE.matcher(written.strip());
            if (!matcher.matches()) {
                wrong(key, "must look like Name=wal_…;Name=wal_…");
                return List.of();
            }
            payees.add(new SuggestedPayee(matcher.group(1).strip(), matcher.group(2)));
        }
        return payees;
    }

    private void missing(String key) {
        faults.add(new Fault(PREFIX + key, MISSING, "set it in the environment"));
    }

    private void wrong(String key, String fix) {
        faults.add(new Fault(PREFIX + key, "\"" + values.getOrDefault(key, "") + "\"", fix));
    }
}
