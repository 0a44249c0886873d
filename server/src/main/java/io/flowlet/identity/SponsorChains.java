package io.flowlet.identity;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * To whom people and clients are owed, as far back as it is known; decides whether two of them can agree with each other.
 *
 * <p>Names are public names of credentials. Whoever runs the installation is in no chain: the command line and the platform stand outside of
 * every tenant and could do anything anyway. Immutable.
 */
public final class SponsorChains {
    private final Map<String, List<Sponsorship>> acts;

    /** @param acts of every credential that can be reached from those that shall be compared */
    public SponsorChains(Map<String, List<Sponsorship>> acts) {
        this.acts = acts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> List.copyOf(each.getValue())));
    }

    /**
     * Whether neither is behind the other, nor one and the same behind both, nor somebody whom nobody knows behind either.
     *
     * <p>Behind somebody is, at any distance, who held what opens the account (the link of an invitation, a reset) or gave it roles without
     * another's approval. Behind both is whoever did all of it alone for one of them and is behind the other in any way: what two people agreed
     * to for both of them is owed to neither. Accounts of one mailbox are behind each other; who brought the one is not thereby behind the other.
     */
    public boolean areIndependent(String one, String other) {
        return !one.equals(other)
                && !isBehind(other, one)
                && !isBehind(one, other)
                && !isBehind(Sponsorship.UNKNOWN, one)
                && !isBehind(Sponsorship.UNKNOWN, other)
                && Collections.disjoint(behind(one, Sponsorship::isAlone), behind(other, Sponsorship::isOwed))
                && Collections.disjoint(behind(one, Sponsorship::isOwed), behind(other, Sponsorship::isAlone));
    }

    /** Whether {@code one} is behind {@code other}, at any distance. */
    public boolean isBehind(String one, String other) {
        return behind(other, Sponsorship::isOwed).contains(one);
    }

    /**
     * Whether somebody besides whoever wanted this account agreed to whose it is, or it came from outside of the tenant. False also where nobody
     * knows how it came. Roles change nothing: who it is was not looked at when they were given.
     */
    public boolean isVouchedFor(String name) {
        List<Sponsorship> opened = of(name).stream()
                .filter(act -> act.act() == Sponsorship.Act.CREATED || act.act() == Sponsorship.Act.RESET)
                .toList();
        return !opened.isEmpty() && opened.stream().allMatch(act -> !act.isAlone() || !isCredential(act.by()));
    }

    /** Every act by which the credential of this name became what it is; empty if none is known. */
    public List<Sponsorship> of(String name) {
        return acts.getOrDefault(name, List.of());
    }

    /** Whether a name is a credential of a tenant, which can have sponsors and be one. */
    public static boolean isCredential(String name) {
        return Audience.STAFF.idOf(name).isPresent() || Client.idOf(name).isPresent();
    }

    private Set<String> behind(String name, Predicate<Sponsorship> counts) {
        Set<String> found = new HashSet<>();
        Set<String> followed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            for (Sponsorship act : of(open.pop())) {
                String by = act.by();
                if (!counts.test(act) || !(isCredential(by) || by.equals(Sponsorship.UNKNOWN))) {
                    continue;
                }
                found.add(by);
                // whoever brought the other account of the same person does not hold what opens this one
                if (act.act() != Sponsorship.Act.SAME_MAILBOX && followed.add(by)) {
                    open.push(by);
                }
            }
        }
        return found;
    }
}
