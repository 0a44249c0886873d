package io.flowlet.demo;

import io.flowlet.cli.Terminal;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a walk prints: numbered steps, each request and its answer in short; the first that goes wrong ends it. */
final class Steps {
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 100;

    private final Terminal terminal;
    private int number;
    private String name = "start";
    private boolean quiet;

    Steps(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The step that is under way, for whoever has to tell that it failed. */
    String current() {
        return number + " " + name;
    }

    void begin(String step) {
        if (!quiet) {
            number++;
            name = step;
            terminal.line("%2d  %s".formatted(number, terminal.bold(step)));
        }
    }

    void request(String request, String body) {
        line("    > " + request + (body.isEmpty() ? "" : "  " + terminal.dim(body)));
    }

    void answer(int status, String answer) {
        line("    < " + terminal.good(Integer.toString(status)) + "  " + answer);
    }

    void remark(String remark) {
        line("       " + remark);
    }

    /** Does what was shown before once more, without showing it. */
    <T> T quietly(Supplier<T> work) {
        boolean before = quiet;
        quiet = true;
        try {
            return work.get();
        } finally {
            quiet = before;
        }
    }

    private void line(String line) {
        if (!quiet) {
            terminal.line(line);
        }
    }

    static void expect(boolean condition, String otherwise) {
        if (!condition) {
            throw new StepFailed(otherwise);
        }
    }

    Api.Answer get(Api api, String path) {
        request("GET " + path, "");
        Api.Answer answer = api.get(path);
        expect(answer.status() == 200, "it was refused: " + answer.status() + " " + answer.text());
        return answer;
    }

    Api.Answer post(Api api, String path, String body) {
        return post(api, path, body, UUID.randomUUID().toString());
    }

    Api.Answer post(Api api, String path, String body, String key) {
        request("POST " + path, body);
        return api.post(path, body, Optional.of(key));
    }

    /** The id of what was created. */
    String created(Api.Answer answer) {
        String id = answer.status() == 201 ? answer.at("id") : "";
        expect(!id.isEmpty(), "it was not created: " + answer.status() + " " + answer.text());
        answer(answer.status(), id);
        return id;
    }

    /** A refusal that must come, with this code. */
    void refused(Api.Answer answer, int status, String code) {
        expect(
                answer.status() == status && answer.at("code").equals(code),
                "it was not refused as " + code + ": " + answer.status() + " " + answer.text());
        answer(answer.status(), answer.at("code") + ": " + answer.at("detail"));
    }

    /** Asks again as long as the sequencer has not come to it. */
    static Api.Answer again(Supplier<Api.Answer> request, Predicate<Api.Answer> notYet) {
        Api.Answer answer = request.get();
        for (int i = 0; i < TRIES && notYet.test(answer); i++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StepFailed("interrupted");
            }
            answer = request.get();
        }
        expect(answer.status() == 200, "it did not come: " + answer.status() + " " + answer.text());
        return answer;
    }
}
