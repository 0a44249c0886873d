package io.flowlet.client;

import java.util.List;
import java.util.stream.Collectors;

/** The client cannot start with these settings. Its message tells every fault with its fix, and no secret. */
public final class SettingsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * One setting that is wrong.
     *
     * @param name of the environment variable
     * @param value what was found, quoted, or {@code missing}, {@code unknown} or {@code (hidden)}
     */
    public record Fault(String name, String value, String fix) {}

    SettingsRefused(List<Fault> faults) {
        super(told(faults));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }

    private static String told(List<Fault> faults) {
        int name =
                faults.stream().mapToInt(fault -> fault.name().length()).max().orElse(0);
        int value =
                faults.stream().mapToInt(fault -> fault.value().length()).max().orElse(0);
        String count = faults.size() == 1 ? "1 setting is wrong" : faults.size() + " settings are wrong";
        return faults.stream()
                .map(fault ->
                        "  " + padded(fault.name(), name) + "  " + padded(fault.value(), value) + "  " + fault.fix())
                .collect(Collectors.joining(
                        "\n",
                        "The client cannot start: " + count + ".\n",
                        "\nNothing was changed. Reference: docs/reference/client.md"));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
