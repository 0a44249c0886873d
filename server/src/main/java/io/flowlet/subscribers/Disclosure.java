package io.flowlet.subscribers;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How much a caller sees of subscribers' personal data: the one place that masks it.
 *
 * <p>Who holds {@link #IN_FULL} sees it as it is, everybody else just enough to tell two people of a list apart: the first letter of a name;
 * of an address the first letter before the @ and of its domain, and the domain's end. A mask has the same length for every value, so that
 * a length tells nothing, and shows nothing of a value so short that the letter would be most of it. Immutable.
 */
public enum Disclosure {
    FULL(name -> name, email -> email),
    MASKED(Disclosure::maskedName, Disclosure::maskedEmail);

    /** Shows personal data in full, beside the scope of the operation. */
    public static final Scope IN_FULL = new Scope("subscribers:read_personal");

    private static final String MASK = "***";
    private static final int LEAST_FOR_A_LETTER = 3;

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final UnaryOperator<String> name;

    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<String> email;

    Disclosure(UnaryOperator<String> name, UnaryOperator<String> email) {
        this.name = name;
        this.email = email;
    }

    /** As {@code caller} may see it. */
    public static Disclosure to(Caller caller) {
        return caller.actor().may(IN_FULL) ? FULL : MASKED;
    }

    /** As {@link #to}, of what a subscriber reaches only where it is its own: that is shown to it in full. */
    public static Disclosure toOwnerOr(Caller caller) {
        return SubscriberId.of(caller).isPresent() ? FULL : to(caller);
    }

    public boolean isMasked() {
        return this == MASKED;
    }

    /** A name, or one part of it. */
    public String name(String value) {
        return name.apply(value);
    }

    public String email(String value) {
        return email.apply(value);
    }

    /** What somebody wrote in own words, of which no part can be shown without telling it; null when masked. */
    public @Nullable String text(@Nullable String value) {
        return isMasked() ? null : value;
    }

    private static String maskedName(String value) {
        return first(value) + MASK;
    }

    private static String maskedEmail(String value) {
        int at = value.lastIndexOf('@');
        int dot = value.lastIndexOf('.');
        if (at < 0 || dot < at) {
            return MASK;
        }
        return first(value.substring(0, at)) + MASK + "@" + first(value.substring(at + 1, dot)) + MASK
                + value.substring(dot);
    }

    /** The first letter as it is written, be it of several code units; nothing of what is too short to lose the rest. */
    private static String first(String value) {
        return value.codePointCount(0, value.length()) < LEAST_FOR_A_LETTER
                ? ""
                : value.substring(0, value.offsetByCodePoints(0, 1));
    }
}
