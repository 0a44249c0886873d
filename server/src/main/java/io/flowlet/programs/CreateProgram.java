package io.flowlet.programs;

import java.time.ZoneId;

/**
 * Asks for a program.
 *
 * @param name 1 to 100 characters
 * @param timeZone of both its tenants
 */
public record CreateProgram(String name, ZoneId timeZone) {
    private static final int LONGEST_NAME = 100;

    public CreateProgram {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a program's name has 1 to 100 characters");
        }
    }
}
