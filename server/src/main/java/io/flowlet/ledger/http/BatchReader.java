package io.flowlet.ledger.http;

import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ledger.ProgramBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a batch from its tokens, as strictly as every other body: {@code body_malformed} at once, {@code body_invalid} with the first faults
 * at the end. Used once.
 */
final class BatchReader {
    private final Members members;
    private final JsonParser in;
    private final CommandReader command;
    private final List<BatchRequest.Item> items = new ArrayList<>();
    private BatchRequest.@Nullable Mode mode;
    private boolean hasCommands;

    BatchReader(JsonParser in) {
        this.in = in;
        this.members = new Members(in);
        this.command = new CommandReader(members);
    }

    /** @throws Refusal {@code body_malformed}, {@code body_invalid}, {@code batch_too_large} */
    BatchRequest read() {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw Refusal.of(ProblemCode.BODY_MALFORMED);
        }
        members.object(this::member);
        if (in.nextToken() != null) {
            throw Members.malformed("trailing", "There is something after the body.");
        }
        if (mode == null) {
            members.fault("/mode", "required", Members.REQUIRED);
        }
        if (!hasCommands) {
            members.fault("/commands", "required", Members.REQUIRED);
        }
        members.refuseIfAny();
        if (mode == BatchRequest.Mode.ATOMIC && items.size() > ProgramBatches.MAX_ATOMIC) {
            throw Refusal.of(ProblemCode.BATCH_TOO_LARGE);
        }
        return new BatchRequest(Objects.requireNonNull(mode), items);
    }

    private boolean member(String name) {
        switch (name) {
            case "mode" -> mode = members.constant(BatchRequest.Mode.class);
            case "commands" -> commands();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void commands() {
        hasCommands = true;
        boolean array = members.array(() -> {
            if (items.size() == ProgramBatches.MAX_INDEPENDENT) {
                throw Refusal.of(ProblemCode.BATCH_TOO_LARGE);
            }
            items.add(command.read(items.size()));
        });
        if (array && items.isEmpty()) {
            members.fault("/commands", "length_out_of_range", "A batch has at least one command.");
        }
    }
}
