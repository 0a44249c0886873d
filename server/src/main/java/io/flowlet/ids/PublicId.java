package io.flowlet.ids;

import java.util.Optional;
import java.util.UUID;

/**
 * An id as the API writes it: prefix, underscore, and the 128 bits of a UUID as 26 characters, for example
 * {@code pay_01jd2k7v3ne8x9c4m5p6q7r8st}.
 *
 * <p>A prefix is three lower case letters, so an id has {@link #LENGTH} ASCII characters. One UUID has one spelling under a
 * prefix, and ids of one kind sort as their UUIDs do, unsigned; under {@link Uuid7} that is by time. To clients an id is
 * opaque: any 128 bits are read, whether such an object exists is for the owner of the prefix to say. Thread-safe.
 *
 * <p>Errors: text that is not such an id of that prefix is empty; a prefix of another shape is the program's fault and throws
 * {@link IllegalArgumentException}.
 */
public final class PublicId {
    /** The length of every id. */
    public static final int LENGTH = 30;

    private static final int PREFIX_LENGTH = 3;

    private PublicId() {}

    /** Writes {@code uuid} as an id of the kind that {@code prefix} names. */
    public static String format(String prefix, UUID uuid) {
        return requirePrefix(prefix) + "_" + Base32.encode(uuid);
    }

    /** Reads an id of that kind; empty for every other text, be it one letter in upper case or another kind's id. */
    public static Optional<UUID> parse(String prefix, String text) {
        int separator = requirePrefix(prefix).length();
        if (!text.startsWith(prefix) || !text.startsWith("_", separator)) {
            return Optional.empty();
        }
        return Base32.decode(text, separator + 1);
    }

    private static String requirePrefix(String prefix) {
        if (prefix.length() != PREFIX_LENGTH || !prefix.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            throw new IllegalArgumentException("no prefix of three lower case letters: " + prefix);
        }
        return prefix;
    }
}
