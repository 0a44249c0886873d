package io.flowlet.onboarding.http;

import io.flowlet.http.FieldFault;
import java.util.Optional;

/**
 * Whether a name shows what it holds: at least one letter, and nothing that is not seen or that turns the order of reading.
 *
 * <p>Without it somebody without a name passes every watchlist, and a name that is stored backwards reads right on an analyst's screen.
 */
final class ReadableName {
    private ReadableName() {}

    /** What is wrong with {@code name}, if anything. */
    static Optional<FieldFault> fault(String pointer, String name) {
        if (name.codePoints().anyMatch(ReadableName::isHidden)) {
            return Optional.of(new FieldFault(
                    pointer, "hidden_character", "A name must not hold characters that cannot be seen."));
        }
        return name.codePoints().anyMatch(Character::isLetter)
                ? Optional.empty()
                : Optional.of(new FieldFault(pointer, "no_letter", "A name holds at least one letter."));
    }

    private static boolean isHidden(int c) {
        return switch (c) {
            // the joiners and the marks of direction belong to the writing of Persian, Hindi and others
            case 0x061C, 0x200C, 0x200D, 0x200E, 0x200F -> false;
            // fillers of the Korean alphabet and of Braille: letters and symbols that nobody sees
            case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800 -> true;
            default -> Character.getType(c) == Character.FORMAT;
        };
    }
}
