package io.flowlet.privacy;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.privacy.ErasureListLine.Gone;
import io.flowlet.privacy.internal.ErasureRows;
import io.flowlet.programs.EndedTenants;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.Vault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A list of what was destroyed, of subscribers and of whole tenants, in a file apart from the database: a database that is restored from an older copy is held to it.
 *
 * <p>A file only grows. It holds ids, purposes and times, nothing of a person, and a chain of MACs under a key of the vault. What is cut off its
 * end cannot be seen in it: keep it where nobody cuts. A last line without an end, from a write that broke off, is written anew. Thread-safe,
 * but one file is for one writer.
 */
@Component
public final class ErasureList {
    private static final int CHUNK = 500;

    private final Tenants tenants;
    private final EndedTenants ended;
    private final Transactions transactions;
    private final Subscribers subscribers;
    private final ErasureRows rows;
    private final Eraser eraser;
    private final Vault vault;
    private final AuditLog audit;
    private final Uuid7 ids;

    ErasureList(
            Tenants tenants,
            EndedTenants ended,
            Transactions transactions,
            Subscribers subscribers,
            ErasureRows rows,
            Eraser eraser,
            Vault vault,
            AuditLog audit,
            Uuid7 ids) {
        this.tenants = tenants;
        this.ended = ended;
        this.transactions = transactions;
        this.subscribers = subscribers;
        this.rows = rows;
        this.eraser = eraser;
        this.vault = vault;
        this.audit = audit;
        this.ids = ids;
    }

    /** How far the work is. */
    public interface Progress {
        void at(long done, long all);
    }

    /**
     * What an export did.
     *
     * @param lines of the file now
     * @param added by this call
     */
    public record Exported(long lines, long added) {}

    /**
     * What a replay did.
     *
     * @param again what the restored database had brought back, and has no more
     * @param gone what was gone, or never there
     * @param unknown lines of tenants that the database does not have
     */
    public record Replayed(long again, long gone, long unknown) {}

    /** Every line of a file, and where the last whole one ends. */
    private record Read(List<ErasureListLine> lines, byte[] last, long end) {}

    /**
     * Adds to {@code file} what was destroyed and does not stand in it; makes it, readable by its owner alone, when there is none.
     *
     * @throws ErasureListRefused if the file is not what this installation wrote
     */
    public Exported export(Path file, Progress progress) throws IOException {
        Read before = Files.exists(file) ? read(file) : made(file);
        List<TenantId> all = tenants.idsEver();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Writer writer = new Writer(channel, before);
            for (int i = 0; i < all.size(); i++) {
                TenantId tenant = all.get(i);
                progress.at(i, all.size());
                ErasureRows.@Nullable Destroyed after = null;
                List<ErasureRows.Destroyed> chunk;
                do {
                    ErasureRows.@Nullable Destroyed from = after;
                    chunk = transactions.in(tenant, () -> rows.destructions(tenant, from, CHUNK));
                    for (ErasureRows.Destroyed destroyed : chunk) {
                        writer.add(tenant, new Gone.OfSubscriber(destroyed));
                    }
                    writer.flush();
                    after = chunk.isEmpty() ? null : chunk.getLast();
                } while (chunk.size() == CHUNK);
            }
            for (EndedTenants.Ended each : ended.all()) {
                writer.add(each.tenant().id(), new Gone.OfTenant(each.tenant().publicId(), each.at()));
            }
            writer.flush();
            channel.force(true);
            return new Exported(before.lines().size() + writer.added, writer.added);
        }
    }

    /** Adds lines behind the last one. */
    private final class Writer {
        private final FileChannel channel;
        private final Set<ErasureListLine.Key> known = new HashSet<>();
        private final StringBuilder text = new StringBuilder();
        private byte[] last;
        private long added;

        Writer(FileChannel channel, Read before) throws IOException {
            this.channel = channel;
            this.last = before.last();
            before.lines().forEach(line -> known.add(line.key()));
            channel.truncate(before.end()).position(before.end());
        }

        /** Unless the file has it. */
        void add(TenantId tenant, Gone gone) {
            ErasureListLine line = ErasureListLine.of(vault, tenant, gone, last);
            if (known.add(line.key())) {
                text.append(line.text()).append('\n');
                last = line.mac();
                added++;
            }
        }

        void flush() throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            text.setLength(0);
        }
    }

    /**
     * Destroys again whatever the database has of what the list names. Nothing is touched before the whole list was found to be ours; what was
     * done stays done if it stops, and doing it again changes nothing.
     *
     * @throws ErasureListRefused if the file is not what this installation wrote
     */
    public Replayed replay(Path file, Progress progress) throws IOException {
        List<ErasureListLine> lines = read(file).lines();
        Map<TenantId, Tenant> known = new HashMap<>();
        tenants.all().forEach(tenant -> known.put(tenant.id(), tenant));
        // of one whose keys were all destroyed nothing came back
        Set<TenantId> open = new HashSet<>(tenants.ids());
        long again = 0;
        long unknown = 0;
        for (int i = 0; i < lines.size(); i++) {
            ErasureListLine line = lines.get(i);
            Tenant tenant = known.get(line.tenant());
            progress.at(i, lines.size());
            boolean back = false;
            if (tenant == null || !isOf(tenant, line.gone())) {
                unknown++;
            } else if (open.contains(tenant.id())) {
                back = switch (line.gone()) {
                    case Gone.OfSubscriber(var destroyed) ->
                        transactions.in(tenant.id(), () -> replay(tenant.id(), destroyed));
                    case Gone.OfTenant(var name, var at) -> {
                        open.remove(tenant.id());
                        yield ended.endAgain(self(tenant.id()), tenant, at);
                    }
                };
            }
            again += back ? 1 : 0;
        }
        return new Replayed(again, lines.size() - again - unknown, unknown);
    }

    /** A database that was restored from before the tenant was made may have given its number to another one. */
    private static boolean isOf(Tenant tenant, Gone gone) {
        return !(gone instanceof Gone.OfTenant(var name, var at))
                || tenant.publicId().equals(name);
    }

    /** Whether there was anything to do. */
    private boolean replay(TenantId tenant, ErasureRows.Destroyed destroyed) {
        SubscriberId subscriber = destroyed.subscriber();
        if (!subscribers.lock(tenant, subscriber)) {
            return false;
        }
        Caller self = self(tenant);
        boolean back = rows.find(tenant, subscriber).isEmpty();
        if (back || destroyed.purpose() == Purpose.SERVICE) {
            eraser.repeat(self, subscriber, destroyed.at());
        }
        back |= eraser.destroy(tenant, subscriber, destroyed.purpose(), destroyed.at());
        if (back) {
            audit.record(AuditEvent.done(self, "erasure.replay", subscriber.toString())
                    .with("purpose", destroyed.purpose().code()));
        }
        return back;
    }

    private Read read(Path file) throws IOException {
        List<ErasureListLine> lines = new ArrayList<>();
        byte[] last = ErasureListLine.start(vault);
        long end = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            long size = channel.size();
            String text;
            for (long number = 1; (text = reader.readLine()) != null; number++) {
                long next = end + text.getBytes(StandardCharsets.UTF_8).length + 1;
                if (next > size) {
                    break; // without its end: it was never wholly written
                }
                if (number == 1) {
                    if (!text.equals(ErasureListLine.HEAD)) {
                        throw new ErasureListRefused(number, "is not that of a list of erasures");
                    }
                } else {
                    ErasureListLine line = ErasureListLine.read(vault, text, number, last);
                    lines.add(line);
                    last = line.mac();
                }
                end = next;
            }
        }
        if (end == 0) {
            throw new ErasureListRefused(1, "is not that of a list of erasures");
        }
        return new Read(lines, last, end);
    }

    private Read made(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, ErasureListLine.HEAD + "\n");
        return read(file);
    }

    private Caller self(TenantId tenant) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(tenant, "erasure replay"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
