package io.flowlet.identity.internal;

import io.flowlet.http.FieldFault;
import io.flowlet.identity.LegacyHash;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Judges, hashes and compares passwords. Needs no transaction and should see none: each hash waits for a processor. Thread-safe. */
@Component
public final class Passwords {
    private final PasswordRules rules;
    private final PasswordHashing hashing;

    Passwords(PasswordRules rules, PasswordHashing hashing) {
        this.rules = rules;
        this.hashing = hashing;
    }

    /** As {@link PasswordRules#fault}, of somebody without a second factor. */
    public Optional<FieldFault> fault(String password, List<String> own, String pointer) {
        return fault(password, own, false, pointer);
    }

    /** As {@link PasswordRules#fault}. */
    public Optional<FieldFault> fault(String password, List<String> own, boolean secondFactor, String pointer) {
        return rules.fault(password, own, secondFactor, pointer);
    }

    /** Of a password without fault. */
    public String hash(String password) {
        return hashing.hash(password);
    }

    /** Of what another system kept: to be replaced by {@link #hash} as soon as the password is known. */
    public String wrap(LegacyHash legacy) {
        return hashing.wrap(legacy);
    }

    /** Whether {@code hash} was made otherwise than one is made now. */
    public boolean isOutdated(String hash) {
        return hashing.isOutdated(hash);
    }

    /** As {@link PasswordHashing#matches}; one that is too long to have been taken is not hashed and matches nothing. */
    public boolean matches(String password, Optional<String> hash) {
        return !PasswordRules.isTooLong(password) && hashing.matches(password, hash);
    }

    /** Whether {@code password} is one of {@code hashes}. */
    public boolean matchesAny(String password, List<String> hashes) {
        return hashes.stream().anyMatch(hash -> hashing.matches(password, Optional.of(hash)));
    }
}
