package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.cli.ImportOptions.Form;
import io.flowlet.identity.Accounts;
import io.flowlet.onboarding.ImportPerson;
import io.flowlet.onboarding.PersonImport;
import io.flowlet.onboarding.PersonImport.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One run over a file of users: reads it once to its end before anything is written, then takes its lines in order, as many at a time as may
 * hash at once.
 */
final class UserImport implements AutoCloseable {
    private static final int BATCH = 32;

    private final Terminal terminal;
    private final ConfigurableApplicationContext facades;
    private final PersonImport people;
    private final Actor self;
    private final Form form;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final Set<String> seen = new HashSet<>();
    private final List<Waiting> batch = new ArrayList<>();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long refused;
    private long done;
    private long all;
    private boolean dryRun;

    UserImport(Terminal terminal, ConfigurableApplicationContext facades, Actor self, Form form) {
        this.terminal = terminal;
        this.facades = facades;
        this.people = facades.getBean(PersonImport.class);
        this.self = self;
        this.form = form;
    }

    /** A line that is being worked on. */
    private record Waiting(long line, Future<Outcome> outcome) {}

    /**
     * Whether no line was refused.
     *
     * @throws IOException if the file cannot be read to its end, in which case nothing was written
     */
    boolean all(ImportFile file, boolean dry) throws IOException {
        dryRun = dry;
        file.each(row -> all++);
        file.each(this::take);
        drain();
        terminal.clearBar();
        terminal.line("%,d %s, %,d were imported before, %,d refused"
                .formatted(
                        count(Outcome.IMPORTED),
                        dry ? "can be imported" : "imported",
                        count(Outcome.ALREADY_IMPORTED),
                        refused));
        return refused == 0;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }

    private void take(ImportFile.Row row) {
        switch (ImportedLine.of(row, form)) {
            case ImportedLine.Faulty(String reason) -> {
                drain();
                refuse(row.line(), reason);
            }
            case ImportedLine.Person(ImportPerson asked) -> {
                if (!seen.add(Accounts.normalised(asked.person().email()))) {
                    drain();
                    refuse(row.line(), "email stands on an earlier line too");
                    return;
                }
                batch.add(new Waiting(row.line(), workers.submit(() -> outcome(asked))));
                if (batch.size() >= BATCH) {
                    drain();
                }
            }
        }
    }

    private Outcome outcome(ImportPerson asked) {
        return dryRun
                ? people.obstacle(self.tenant(), asked.person().email()).orElse(Outcome.IMPORTED)
                : people.take(FlowletServer.callerAs(self, facades), asked);
    }

    /** Waits for what was begun, and tells it in the order of the file. */
    private void drain() {
        for (Waiting each : batch) {
            Outcome outcome = outcomeOf(each);
            if (outcome == Outcome.ADDRESS_IN_USE) {
                refuse(each.line(), "email belongs to an account that no import made");
            } else {
                outcomes.merge(outcome, 1L, Long::sum);
                step();
            }
        }
        batch.clear();
    }

    private static Outcome outcomeOf(Waiting each) {
        try {
            return each.outcome().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "line %d could not be imported; those before it are".formatted(each.line()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void refuse(long line, String reason) {
        refused++;
        terminal.clearBar();
        terminal.note("line %d: %s".formatted(line, reason));
        step();
    }

    private void step() {
        done++;
        terminal.bar(done, all, "%,d of %,d, %,d refused".formatted(done, all, refused));
    }

    private long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
