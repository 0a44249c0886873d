package io.flowlet.sdk;

import io.flowlet.sdk.problem.FlowletException;
import io.flowlet.sdk.problem.UnreadableAnswer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** What the groups of operations are made of: calls with a credential, answers as values. Thread-safe. */
final class Api {
    private static final int ACCEPTED = 202;
    private static final int UNAUTHORIZED = 401;

    /** Checked here, because the message of the HTTP client's own check quotes the header. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private final Wire wire;
    private final Credential credential;
    private final Consumer<Optional<BreakGlassMark>> marks;

    Api(Wire wire, Credential credential) {
        this(wire, credential, mark -> {});
    }

    Api(Wire wire, Credential credential, Consumer<Optional<BreakGlassMark>> marks) {
        this.wire = wire;
        this.credential = credential;
        this.marks = marks;
    }

    Wire wire() {
        return wire;
    }

    /** @throws FlowletException if it does not succeed */
    <T> T ask(Call call, Class<T> answer) {
        return read(call, send(call), body -> Json.read(body, answer));
    }

    /**
     * One of two answers: what was asked for, or, with status 202, the request that other people decide first.
     *
     * @throws FlowletException if it does not succeed
     */
    <D, T> T ask(Call call, Either<D, T> either) {
        HttpResponse<byte[]> answer = send(call);
        return answer.statusCode() == ACCEPTED
                ? either.waits().apply(read(call, answer, body -> Json.read(body, Approvals.Approval.class)))
                : either.is().apply(read(call, answer, body -> Json.read(body, either.done())));
    }

    /** How two answers are read as one value: what is there, or the request that waits. */
    record Either<D, T>(
            Class<D> done,
            Function<? super D, ? extends T> is,
            Function<? super Approvals.Approval, ? extends T> waits) {}

    /** A list that is fetched when it is read. */
    <T> Pages<T> pages(Call call, Class<T> member) {
        return new Pages<>(page -> read(page, send(page), body -> Json.page(body, member)), call);
    }

    /** A short list, whole. */
    <T> List<T> all(Call call, Class<T> member) {
        return pages(call, member).stream().toList();
    }

    /** For an answer without a body. */
    void tell(Call call) {
        send(call);
    }

    String text(Call call) {
        return new String(bytes(call), StandardCharsets.UTF_8);
    }

    byte[] bytes(Call call) {
        return send(call).body();
    }

    /**
     * A body, after its digest was found right.
     *
     * @throws UnreadableAnswer if it has none, or another
     */
    HttpResponse<byte[]> intact(Call call) {
        HttpResponse<byte[]> answer = send(call);
        if (!ReprDigest.isOf(answer.body(), answer.headers().allValues(ReprDigest.HEADER))) {
            throw new UnreadableAnswer(
                    call.operation(),
                    answer.statusCode(),
                    new IOException("its bytes are not those of its Repr-Digest"));
        }
        return answer;
    }

    /** @throws FlowletException if it does not succeed */
    HttpResponse<byte[]> send(Call call) {
        String token = credential.token();
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("the access token holds characters that no token has");
        }
        HttpResponse<byte[]> answer = wire.send(call, "Bearer " + token);
        if (answer.statusCode() == UNAUTHORIZED) {
            credential.disbelieved(token);
        }
        Optional<BreakGlassMark> mark = BreakGlassMark.in(answer);
        // without one a refusal may come from before the server knew who calls: then it says nothing
        if (mark.isPresent() || answer.statusCode() / 100 == 2) {
            marks.accept(mark);
        }
        return succeeded(call, answer);
    }

    static HttpResponse<byte[]> succeeded(Call call, HttpResponse<byte[]> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw Refusals.of(call, answer);
        }
        return answer;
    }

    /** Without a cause: a parser's message may quote what it read. */
    static <T> T read(Call call, HttpResponse<byte[]> answer, Function<byte[], T> reader) {
        T value;
        try {
            value = reader.apply(answer.body());
        } catch (JacksonException e) {
            throw new UnreadableAnswer(call.operation(), answer.statusCode(), null);
        }
        if (value == null) {
            throw new UnreadableAnswer(call.operation(), answer.statusCode(), null);
        }
        return value;
    }
}
