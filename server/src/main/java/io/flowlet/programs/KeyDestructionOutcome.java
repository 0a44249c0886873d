package io.flowlet.programs;

import io.flowlet.http.ProblemCode;

/** What became of an operator's act. */
public sealed interface KeyDestructionOutcome {
    record Done(KeyDestruction destruction) implements KeyDestructionOutcome {}

    record Refused(ProblemCode reason) implements KeyDestructionOutcome {}
}
