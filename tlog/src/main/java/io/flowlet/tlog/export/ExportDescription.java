package io.flowlet.tlog.export;

import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.JsonObject;
import io.flowlet.tlog.Malformed;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file {@code export.json}: what the directory claims to hold.
 *
 * @param origin of the log
 * @param size entries in the exported tree
 * @param bodies events with a body
 * @param scope whose bodies
 * @param createdAt RFC 3339
 */
public record ExportDescription(String origin, long size, long bodies, ExportScope scope, String createdAt) {
    /** The format that this version writes and reads. */
    public static final String FORMAT = "flowlet-audit-export/1";

    private static final String ALL = "all";
    private static final String SELECTION = "selection";
    private static final Set<String> MEMBERS =
            Set.of("bodies", "created_at", "format", "origin", "scope", "size", "tenant");

    /** The content of the file: canonical JSON and a newline. */
    public String encoded() {
        Map<String, Object> members = new TreeMap<>();
        members.put("bodies", bodies);
        members.put("created_at", createdAt);
        members.put("format", FORMAT);
        members.put("origin", origin);
        members.put("scope", scope.everyBody() ? ALL : SELECTION);
        members.put("size", size);
        if (!scope.tenant().isEmpty()) {
            members.put("tenant", scope.tenant());
        }
        return CanonicalJson.write(members) + '\n';
    }

    /**
     * Reads the content of the file.
     *
     * @throws Malformed unless it is exactly what {@link #encoded()} writes for some description
     */
    public static ExportDescription parse(String content) throws Malformed {
        JsonObject json = JsonObject.parse(content);
        json.allowOnly(MEMBERS);
        if (!json.text("format").equals(FORMAT)) {
            throw new Malformed("format " + json.text("format") + ", and only " + FORMAT + " can be read");
        }
        ExportScope scope =
                scope(json.text("scope"), json.optionalText("tenant").orElse(""));
        ExportDescription description = new ExportDescription(
                json.text("origin"), json.count("size"), json.count("bodies"), scope, json.text("created_at"));
        if (!description.encoded().equals(content)) {
            throw new Malformed("not in canonical form");
        }
        return description;
    }

    private static ExportScope scope(String scope, String tenant) throws Malformed {
        if (scope.equals(ALL) && tenant.isEmpty()) {
            return ExportScope.all();
        }
        if (scope.equals(SELECTION)) {
            return new ExportScope(false, tenant);
        }
        throw new Malformed("unknown scope " + scope);
    }
}
