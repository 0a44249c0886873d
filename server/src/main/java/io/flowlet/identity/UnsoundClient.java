package io.flowlet.identity;

import java.util.List;
import java.util.stream.Collectors;

/** What was asked for does not fit the client's profile, or one part of it another. */
public final class UnsoundClient extends IllegalArgumentException {
    private final transient List<Fault> faults;

    UnsoundClient(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    /** At least one, in the order of the fields. */
    public List<Fault> faults() {
        return faults;
    }

    /**
     * One field that does not fit.
     *
     * @param field as the API spells it
     * @param code stable, snake_case
     * @param detail what would fit; nothing that was sent
     */
    public record Fault(String field, String code, String detail) {}
}
