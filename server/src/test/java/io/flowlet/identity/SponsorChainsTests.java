package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.Sponsorship.Act;
import io.flowlet.ids.PublicId;
import io.flowlet.testing.Cases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SponsorChainsTests {
    private static final List<Act> ACTS = List.of(Act.CREATED, Act.ROLES, Act.RESET);
    private static final String ADA = person();
    private static final String BOB = person();
    private static final String CID = person();
    private static final String DOT = person();
    private static final String CLIENT = PublicId.format("cli", UUID.randomUUID());

    @Test
    void whoIsOwedToNobodyIsIndependentOfEverybodyElse() {
        SponsorChains chains = new SponsorChains(Map.of());
        assertThat(chains.areIndependent(ADA, BOB)).isTrue();
        assertThat(chains.areIndependent(ADA, ADA)).isFalse();
    }

    @Test
    void whoeverHeldALinkIsBehindTheAccountWhetherSomebodyAgreedOrNot() {
        for (Act act : List.of(Act.CREATED, Act.RESET)) {
            assertThat(independent(Map.of(ADA, List.of(new Sponsorship(act, BOB, Set.of())))))
                    .isFalse();
            assertThat(independent(Map.of(ADA, List.of(new Sponsorship(act, BOB, Set.of(CID))))))
                    .isFalse();
        }
    }

    @Test
    void rolesAreOwedToWhoeverGaveThemAloneOnly() {
        assertThat(independent(Map.of(ADA, List.of(new Sponsorship(Act.ROLES, BOB, Set.of())))))
                .isFalse();
        assertThat(independent(Map.of(ADA, List.of(new Sponsorship(Act.ROLES, BOB, Set.of(CID))))))
                .isTrue();
    }

    @Test
    void aChainReachesThroughPeopleAndClients() {
        assertThat(independent(Map.of(ADA, alone(CID), CID, alone(CLIENT), CLIENT, alone(BOB))))
                .isFalse();
    }

    @Test
    void twoWhomOnePersonBroughtAloneAreOneAndWithAnothersApprovalTwo() {
        assertThat(independent(Map.of(ADA, alone(CID), BOB, alone(CID)))).isFalse();
        List<Sponsorship> agreed = List.of(new Sponsorship(Act.CREATED, CID, Set.of(DOT)));
        assertThat(independent(Map.of(ADA, alone(CID), BOB, agreed)))
                .as("one of two links in one hand, and the other account hers altogether")
                .isFalse();
        assertThat(independent(Map.of(ADA, agreed, BOB, agreed))).isTrue();
    }

    @Test
    void whoeverCameByAClientThatNobodyKnowsTheMakerOfIsIndependentOfNobody() {
        assertThat(independent(Map.of(ADA, alone(Sponsorship.UNKNOWN)))).isFalse();
        String old = Client.nameOf(UUID.randomUUID());
        assertThat(independent(Map.of(ADA, alone(old), old, alone(Sponsorship.UNKNOWN))))
                .isFalse();
    }

    @Test
    void anAccountThatOneCredentialBroughtIsVouchedForByNobody() {
        assertThat(isVouchedFor(new Sponsorship(Act.CREATED, CID, Set.of()))).isFalse();
        assertThat(isVouchedFor(
                        new Sponsorship(Act.CREATED, CID, Set.of()), new Sponsorship(Act.ROLES, CID, Set.of(DOT))))
                .as("who agrees to roles does not look at whose account it is")
                .isFalse();
        assertThat(isVouchedFor(new Sponsorship(Act.CREATED, CID, Set.of(DOT)))).isTrue();
        assertThat(isVouchedFor(new Sponsorship(Act.CREATED, "admin invite", Set.of())))
                .isTrue();
        assertThat(isVouchedFor(
                        new Sponsorship(Act.CREATED, CID, Set.of(DOT)), new Sponsorship(Act.RESET, CID, Set.of())))
                .isFalse();
        assertThat(isVouchedFor()).as("nobody knows how it came").isFalse();
    }

    private static boolean isVouchedFor(Sponsorship... acts) {
        return new SponsorChains(Map.of(ADA, List.of(acts))).isVouchedFor(ADA);
    }

    @Test
    void accountsOfOneMailboxAreOnePersonToEverybodyWhomItConcerns() {
        List<Sponsorship> asBob = List.of(new Sponsorship(Act.SAME_MAILBOX, BOB, Set.of()));
        List<Sponsorship> asAda = List.of(new Sponsorship(Act.SAME_MAILBOX, ADA, Set.of()));
        assertThat(independent(Map.of(ADA, asBob, BOB, asAda))).isFalse();
        SponsorChains chains = new SponsorChains(Map.of(ADA, asBob, BOB, asAda, CID, alone(ADA)));
        assertThat(chains.areIndependent(CID, BOB))
                .as("she is whoever brought the other one")
                .isFalse();
        assertThat(chains.areIndependent(DOT, BOB)).isTrue();
        List<Sponsorship> anew = List.of(
                new Sponsorship(Act.CREATED, DOT, Set.of(CID)), new Sponsorship(Act.SAME_MAILBOX, BOB, Set.of()));
        String eve = person();
        SponsorChains returned = new SponsorChains(Map.of(BOB, alone(eve), ADA, anew));
        assertThat(returned.areIndependent(ADA, eve))
                .as("who brought the account of before alone did not bring this one")
                .isTrue();
        assertThat(returned.areIndependent(BOB, eve)).isFalse();
        assertThat(new SponsorChains(
                                Map.of(ADA, List.of(anew.getLast(), alone(BOB).getFirst()), BOB, alone(eve)))
                        .areIndependent(ADA, eve))
                .as("unless the one account brought the other")
                .isFalse();
        assertThat(isVouchedFor(
                        new Sponsorship(Act.CREATED, CID, Set.of(DOT)),
                        new Sponsorship(Act.SAME_MAILBOX, BOB, Set.of())))
                .as("who came by two people did so whoever else she is")
                .isTrue();
    }

    @Test
    void whoeverRunsTheInstallationIsInNoChain() {
        assertThat(independent(Map.of(ADA, alone("admin invite"), BOB, alone("admin invite"))))
                .isTrue();
    }

    @Test
    void laterActsHideNoEarlierOnes() {
        List<Sponsorship> acts = List.of(
                new Sponsorship(Act.CREATED, BOB, Set.of()),
                new Sponsorship(Act.ROLES, CID, Set.of(DOT)),
                new Sponsorship(Act.ROLES, DOT, Set.of()));
        assertThat(independent(Map.of(ADA, acts))).isFalse();
    }

    /** Compared with the transitive closure of a matrix, in both directions, circles included. */
    @Test
    void independenceIsWhatTheClosureSays() {
        Cases.check("sponsor chains", random -> {
            List<String> people = IntStream.range(0, 2 + random.nextInt(6))
                    .mapToObj(each -> person())
                    .toList();
            Map<String, List<Sponsorship>> acts = acts(random, people);
            SponsorChains chains = new SponsorChains(acts);
            boolean[][] owed = closure(people, acts, Sponsorship::isOwed);
            boolean[][] alone = closure(people, acts, Sponsorship::isAlone);
            for (int i = 0; i < people.size(); i++) {
                for (int j = 0; j < people.size(); j++) {
                    boolean expected = i != j
                            && !owed[i][j]
                            && !owed[j][i]
                            && !share(alone[i], owed[j])
                            && !share(owed[i], alone[j]);
                    assertThat(chains.areIndependent(people.get(i), people.get(j)))
                            .as("%d and %d of %s", i, j, acts)
                            .isEqualTo(expected);
                }
            }
        });
    }

    @Test
    void noFurtherActMakesTwoIndependent() {
        Cases.check("sponsors are never forgotten", random -> {
            List<String> people = List.of(ADA, BOB, CID, DOT);
            Map<String, List<Sponsorship>> acts = acts(random, people);
            boolean before = independent(acts);
            String one = people.get(random.nextInt(people.size()));
            List<Sponsorship> more = new ArrayList<>(acts.getOrDefault(one, List.of()));
            more.add(act(random, people));
            acts.put(one, more);
            assertThat(before || !independent(acts)).as("%s", acts).isTrue();
        });
    }

    private static boolean independent(Map<String, List<Sponsorship>> acts) {
        SponsorChains chains = new SponsorChains(acts);
        boolean independent = chains.areIndependent(ADA, BOB);
        assertThat(chains.areIndependent(BOB, ADA)).isEqualTo(independent);
        return independent;
    }

    private static Map<String, List<Sponsorship>> acts(RandomGenerator random, List<String> people) {
        Map<String, List<Sponsorship>> acts = new HashMap<>();
        for (String each : people) {
            acts.put(
                    each,
                    IntStream.range(0, random.nextInt(3))
                            .mapToObj(number -> act(random, people))
                            .toList());
        }
        return acts;
    }

    private static Sponsorship act(RandomGenerator random, List<String> people) {
        String by = random.nextInt(5) == 0 ? "admin invite" : people.get(random.nextInt(people.size()));
        Set<String> approvedBy = random.nextBoolean() ? Set.of() : Set.of(people.get(random.nextInt(people.size())));
        return new Sponsorship(ACTS.get(random.nextInt(ACTS.size())), by, approvedBy);
    }

    private static boolean[][] closure(
            List<String> people, Map<String, List<Sponsorship>> acts, Predicate<Sponsorship> counts) {
        int n = people.size();
        boolean[][] reaches = new boolean[n][n];
        for (int i = 0; i < n; i++) {
            for (Sponsorship each : acts.getOrDefault(people.get(i), List.of())) {
                int by = people.indexOf(each.by());
                if (by >= 0 && counts.test(each)) {
                    reaches[i][by] = true;
                }
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    reaches[i][j] |= reaches[i][k] && reaches[k][j];
                }
            }
        }
        return reaches;
    }

    private static boolean share(boolean[] one, boolean[] other) {
        return IntStream.range(0, one.length).anyMatch(k -> one[k] && other[k]);
    }

    private static List<Sponsorship> alone(String by) {
        return List.of(new Sponsorship(Act.CREATED, by, Set.of()));
    }

    private static String person() {
        return Audience.STAFF.nameOf(UUID.randomUUID());
    }
}
