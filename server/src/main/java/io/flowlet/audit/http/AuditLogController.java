package io.flowlet.audit.http;

import io.flowlet.audit.Audit;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.Tile;
import io.flowlet.tlog.TileId;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /v1/audit/checkpoint} and {@code /v1/audit/tile/…}: the tree of the installation, which tells nothing but commitments.
 *
 * @see <a href="https://c2sp.org/tlog-tiles">c2sp.org/tlog-tiles</a>
 */
@RestController
@RequestMapping("/v1/audit")
final class AuditLogController {
    /** A tile of one width never changes. */
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private final Audit audit;

    AuditLogController(Audit audit) {
        this.audit = audit;
    }

    @GetMapping(path = "/checkpoint", produces = "text/plain;charset=UTF-8")
    @RequiresScope(value = "audit:read", staff = "audit:read")
    ResponseEntity<String> checkpoint() {
        String note = audit.checkpoint().orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(note);
    }

    @GetMapping(path = "/tile/{*path}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @RequiresScope(value = "audit:read", staff = "audit:read")
    ResponseEntity<byte[]> tile(@PathVariable String path) {
        byte[] content = parse("tile" + path)
                .flatMap(audit::tile)
                .map(Tile::bytes)
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        return ResponseEntity.ok().cacheControl(FOR_EVER).body(content);
    }

    private static Optional<TileId> parse(String path) {
        try {
            return Optional.of(TileId.parse(path));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }
}
