package io.flowlet.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Where the database differs from the migration scripts of this build.
 *
 * @param pending scripts that have not run, named {@code module/script}
 * @param unknown scripts that have run and that this build does not have, or has with another text
 */
public record SchemaDifference(List<String> pending, List<String> unknown) {
    private static final String MIGRATED =
            "select exists (select from pg_proc where proname = 'migrations' and pronamespace = to_regnamespace('flowlet'))";
    private static final String APPLIED = "select module || '/' || script as name, checksum from flowlet.migrations()";

    /** Compares without changing anything; a hundredth of the time that asking Flyway for each module takes. */
    public static SchemaDifference of(JdbcTemplate anyRole) {
        Map<String, Integer> here = scripts();
        Map<String, Integer> applied = new TreeMap<>();
        if (Objects.requireNonNull(anyRole.queryForObject(MIGRATED, Boolean.class))) {
            anyRole.query(APPLIED, row -> {
                applied.put(row.getString("name"), row.getInt("checksum"));
            });
        }
        return new SchemaDifference(
                here.keySet().stream()
                        .filter(name -> !applied.containsKey(name))
                        .toList(),
                applied.entrySet().stream()
                        .filter(script -> !script.getValue().equals(here.get(script.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    public boolean isNone() {
        return pending.isEmpty() && unknown.isEmpty();
    }

    private static Map<String, Integer> scripts() {
        Map<String, Integer> checksums = new TreeMap<>();
        try {
            for (Resource script : new PathMatchingResourcePatternResolver(SchemaDifference.class.getClassLoader())
                    .getResources("classpath*:db/migration/*/V*__*.sql")) {
                String[] path = script.getURL().getPath().split("/", -1);
                checksums.put(path[path.length - 2] + "/" + path[path.length - 1], checksum(script));
            }
            return checksums;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Flyway computes it: CRC-32 over the lines without their ends. */
    private static int checksum(Resource script) throws IOException {
        CRC32 crc = new CRC32();
        script.getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
