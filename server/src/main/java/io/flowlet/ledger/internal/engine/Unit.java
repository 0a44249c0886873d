package io.flowlet.ledger.internal.engine;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are posted all together or not at all.
 *
 * @param key null for work that has no idempotency key
 * @param owners the modules whose accounts this unit may move
 * @param instructions at least one
 */
public record Unit(@Nullable RequestKey key, Set<String> owners, List<Instruction> instructions) {
    public Unit {
        owners = Set.copyOf(owners);
        instructions = List.copyOf(instructions);
        if (instructions.isEmpty()) {
            throw new IllegalArgumentException("a unit has at least one command");
        }
    }
}
