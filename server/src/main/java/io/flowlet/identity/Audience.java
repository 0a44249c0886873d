package io.flowlet.identity;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Scope;
import io.flowlet.ids.PublicId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;

/** The two sorts of persons who sign in. Their accounts, sessions and tokens are apart: what is of one is worth nothing to the other. */
public enum Audience {
    SUBSCRIBER("sub", ActorKind.SUBSCRIBER),
    STAFF("usr", ActorKind.STAFF);

    private final String prefix;
    private final ActorKind kind;

    Audience(String prefix, ActorKind kind) {
        this.prefix = prefix;
        this.kind = kind;
    }

    public static Optional<Audience> of(String code) {
        return Arrays.stream(values())
                .filter(audience -> audience.code().equals(code))
                .findFirst();
    }

    /** As stored and as the API shows it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public ActorKind kind() {
        return kind;
    }

    /** {@code sub_…} or {@code usr_…}, the name of an account. */
    public String nameOf(UUID account) {
        return PublicId.format(prefix, account);
    }

    /** The account that {@link #nameOf} names so; empty for every other text. */
    public Optional<UUID> idOf(String name) {
        return PublicId.parse(prefix, name);
    }

    /** What a token of such a person can hold at most. */
    public SequencedSet<Scope> scopes() {
        return switch (this) {
            case SUBSCRIBER -> Scopes.subscriber();
            case STAFF -> Scopes.staff();
        };
    }
}
