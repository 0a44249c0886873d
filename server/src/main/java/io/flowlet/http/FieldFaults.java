package io.flowlet.http;

import java.util.ArrayList;
import java.util.List;

/** The faults of one body as they are found: one for each member, and only so many. Not thread-safe. */
final class FieldFaults {
    private static final int MOST = 20;

    private final List<FieldFault> faults = new ArrayList<>();

    /** Notes {@code fault} unless its member, or one around it or inside it, was told of before. */
    void addUnlessTold(FieldFault fault) {
        if (!isFull() && faults.stream().noneMatch(told -> overlap(told.pointer(), fault.pointer()))) {
            faults.add(fault);
        }
    }

    boolean isFull() {
        return faults.size() == MOST;
    }

    Refusal as(ProblemCode code) {
        return Refusal.of(code, faults);
    }

    void refuseIfAny() {
        if (!faults.isEmpty()) {
            throw as(ProblemCode.BODY_INVALID);
        }
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || one.startsWith(other + "/") || other.startsWith(one + "/");
    }
}
