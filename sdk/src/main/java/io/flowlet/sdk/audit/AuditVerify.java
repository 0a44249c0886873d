package io.flowlet.sdk.audit;

import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code audit verify DIR|PROOF}: an export directory, or the JSON document of one event's proof.
 *
 * <p>Exit codes: {@value #VERIFIED} verified, {@value #TAMPERED} tampered, {@value #UNREADABLE} unreadable, {@value #USAGE} usage.
 */
public final class AuditVerify {
    /** Everything fits together, and fits what is trusted. */
    public static final int VERIFIED = 0;

    /** Something was changed, removed, reordered, added or forged. */
    public static final int TAMPERED = 2;

    /** The input cannot be judged. */
    public static final int UNREADABLE = 3;

    /** The command line is wrong. */
    public static final int USAGE = 64;

    private static final String HELP = """
            Usage: audit verify DIR|PROOF [options]

              DIR      an export, as 'audit export DIR' wrote it
              PROOF    the JSON answer of GET /v1/audit/events/{id}/proof, in a file

              --trusted-checkpoint FILE   a checkpoint of this log that you kept; without one the answer is
                                          at best "self-consistent only"
              --vkey KEY                  the log's public key (<name>+<id>+<base64>); may be repeated
              --complete                  every entry must have its body
              --json                      one JSON object instead of text
              --help                      this text

            Exit codes: 0 verified, 2 tampered, 3 unreadable, 64 usage.
            """;

    private AuditVerify() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Runs the command; returns its exit code. Progress goes to {@code err} if that is the terminal. */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.print(HELP);
            return VERIFIED;
        }
        Request request;
        try {
            request = Request.parse(args);
        } catch (Malformed e) {
            err.print("audit verify: " + e.why() + "\n\n" + HELP);
            return USAGE;
        }
        AuditVerdict verdict = verify(request, err);
        out.print(request.json() ? VerdictReport.json(verdict) : VerdictReport.text(verdict));
        return VerdictReport.exitCode(verdict);
    }

    private static AuditVerdict verify(Request request, PrintStream err) {
        Expectations expectations = new Expectations(null, request.keys(), request.complete());
        Path trusted = request.trustedCheckpoint();
        if (trusted != null) {
            try {
                expectations = expectations.withCheckpoint(SignedNote.parse(Files.readAllBytes(trusted)));
            } catch (IOException e) {
                return new AuditVerdict.Unreadable(trusted.toString(), "cannot be read: " + e);
            } catch (Malformed e) {
                return new AuditVerdict.Unreadable(trusted.toString(), "not a checkpoint: " + e.why());
            }
        }
        return Files.isDirectory(request.input())
                ? verifyExport(request.input(), expectations, err)
                : ProofVerifier.verifyDocument(request.input(), expectations);
    }

    private static AuditVerdict verifyExport(Path directory, Expectations expectations, PrintStream err) {
        if (!isTerminal(err)) {
            return ExportVerifier.verify(directory, expectations, Progress.none());
        }
        TerminalProgress progress = new TerminalProgress(err, System::nanoTime);
        AuditVerdict verdict = ExportVerifier.verify(directory, expectations, progress);
        progress.clear();
        return verdict;
    }

    // Is it the very stream that the terminal shows? And in JDK 25 there is no console again where there is no
    // terminal.
    @SuppressWarnings({"ReferenceEquality", "SystemConsoleNull"})
    private static boolean isTerminal(PrintStream stream) {
        Console console = System.console();
        return stream == System.err && console != null && console.isTerminal();
    }

    private record Request(
            Path input, @Nullable Path trustedCheckpoint, List<VerifierKey> keys, boolean complete, boolean json) {
        static Request parse(List<String> args) throws Malformed {
            List<Path> inputs = new ArrayList<>();
            List<VerifierKey> keys = new ArrayList<>();
            Path trusted = null;
            boolean complete = false;
            boolean json = false;
            for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
                String arg = rest.next();
                switch (arg) {
                    case "--trusted-checkpoint" -> trusted = Path.of(value(arg, rest));
                    case "--vkey" -> keys.add(VerifierKey.parse(value(arg, rest).strip()));
                    case "--complete" -> complete = true;
                    case "--json" -> json = true;
                    default -> inputs.add(input(arg));
                }
            }
            if (inputs.size() != 1) {
                throw new Malformed("one directory or proof is needed, not " + inputs.size());
            }
            return new Request(inputs.getFirst(), trusted, keys, complete, json);
        }

        private static String value(String option, Iterator<String> rest) throws Malformed {
            if (!rest.hasNext()) {
                throw new Malformed(option + " needs a value");
            }
            return rest.next();
        }

        private static Path input(String arg) throws Malformed {
            if (arg.startsWith("--")) {
                throw new Malformed("unknown option " + arg);
            }
            return Path.of(arg);
        }
    }
}
