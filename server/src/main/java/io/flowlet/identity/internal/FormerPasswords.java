package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.http.FieldFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Judges the next password of somebody who has one: by the rules, and against the last {@value #HISTORY}. Thread-safe. */
@Component
public final class FormerPasswords {
    /** How many passwords are not taken again, the current one among them. */
    public static final int HISTORY = 12;

    private final PersonRows accounts;
    private final FactorRows factors;
    private final Passwords passwords;

    FormerPasswords(PersonRows accounts, FactorRows factors, Passwords passwords) {
        this.accounts = accounts;
        this.factors = factors;
        this.passwords = passwords;
    }

    /**
     * An account, what its password was, and whether it has a second factor.
     *
     * @param hashes of the current password and of the former ones
     */
    public record Known(StoredAccount account, List<String> hashes, boolean secondFactor) {
        public Known {
            hashes = List.copyOf(hashes);
        }

        @Override
        public String toString() {
            return "Known[" + account.account() + "]";
        }
    }

    /** In the open transaction of the account's tenant. */
    public Optional<Known> known(TenantId tenant, UUID id) {
        return accounts.byId(tenant, id).map(account -> {
            List<String> hashes = new ArrayList<>(List.of(account.passwordHash()));
            hashes.addAll(accounts.formerPasswords(tenant, id, HISTORY - 1));
            return new Known(account, hashes, factors.hasAny(tenant, id));
        });
    }

    /** What is wrong with {@code password}, {@code used_before} last; outside of any transaction, since hashes wait for a processor. */
    public Optional<FieldFault> fault(Known known, String password, String pointer) {
        List<String> own = List.of(known.account().account().email());
        Optional<FieldFault> fault = passwords.fault(password, own, known.secondFactor(), pointer);
        if (fault.isPresent() || !passwords.matchesAny(password, known.hashes())) {
            return fault;
        }
        return Optional.of(new FieldFault(
                pointer, "used_before", "This is one of the last " + HISTORY + " passwords; use a new one."));
    }

    public String hash(String password) {
        return passwords.hash(password);
    }

    /** Puts {@code hash} in the place of the current one, which is remembered; in the open transaction, with the account locked. */
    public void replace(StoredAccount was, String hash, Instant now) {
        accounts.changePassword(was, hash, now, HISTORY - 1);
    }
}
