package io.flowlet.cli;

import io.flowlet.privacy.ErasureList;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "privacy", description = "Hold a restored database to the erasures that it does not know of.")
final class PrivacyCommand {
    @Command(name = "erasures", description = "The list of erasures that is kept apart from the database.")
    static final class ErasuresCommand {
        private final Terminal terminal;

        ErasuresCommand(Terminal terminal) {
            this.terminal = terminal;
        }

        /** What is done with the list. */
        private interface Work {
            String told(ErasureList list, ErasureList.Progress progress) throws IOException;
        }

        @Command(
                name = "export",
                description = {
                    "Add to a file what was erased since it was last written; it is made when there is none.",
                    "It holds ids only, and no line of it can be changed unseen. Keep it where the database's backups are not. Needs what serve"
                            + " needs; a demo's where nothing else is configured."
                })
        int export(
                @Mixin Configured configured, @Parameters(paramLabel = "FILE", description = "The list.") Path file) {
            return work(configured, "exporting erasures", (list, progress) -> {
                ErasureList.Exported exported = list.export(file, progress);
                return "%,d erasures in %s, %,d of them new".formatted(exported.lines(), file, exported.added());
            });
        }

        @Command(
                name = "replay",
                description = {
                    "Erase again, in a restored database, what the list names. Doing it twice changes nothing.",
                    "To be run before the restored database serves anybody. Nothing is touched unless the whole list is this installation's."
                })
        int replay(
                @Mixin Configured configured, @Parameters(paramLabel = "FILE", description = "The list.") Path file) {
            return work(configured, "replaying erasures", (list, progress) -> {
                ErasureList.Replayed replayed = list.replay(file, progress);
                return "%,d erased again, %,d were gone, %,d of tenants that this database does not have"
                        .formatted(replayed.again(), replayed.gone(), replayed.unknown());
            });
        }

        private int work(Configured configured, String what, Work work) {
            try {
                return Starting.withFacades(configured.checkOrDemo(), terminal, facades -> {
                    String told = work.told(
                            facades.getBean(ErasureList.class),
                            (done, all) -> terminal.bar(done, all, "%s: %,d of %,d".formatted(what, done, all)));
                    terminal.clearBar();
                    terminal.line(told);
                    return ExitCode.OK;
                });
            } catch (NoSuchFileException e) {
                terminal.clearBar();
                terminal.note("There is no such file or folder: " + e.getMessage());
                return ExitCode.FAILED;
            } catch (IOException e) {
                terminal.clearBar();
                terminal.note("The list cannot be used: " + e.getMessage());
                return ExitCode.FAILED;
            }
        }
    }
}
