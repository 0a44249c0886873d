package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Client;
import io.flowlet.identity.Clients;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * {@code client.grant}: scopes that no client of a live tenant gets by itself. An administrator asks and an officer decides, so that whoever
 * gives access never gives access to money or cases alone. Thread-safe.
 */
@Component
public final class ClientGrant implements ApprovalKind {
    private static final String NAME = "client.grant";
    private static final String SCOPES = "scopes";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(OFFICER));

    private final Clients clients;

    ClientGrant(Clients clients) {
        this.clients = clients;
    }

    /** The request that lets {@code client} hold {@code more} beside what it holds. */
    public static NewApproval asking(Client client, Set<Scope> more, String reason) {
        Set<Scope> all = new HashSet<>(client.scopes());
        all.addAll(more);
        return new NewApproval(
                NAME,
                client.clientId(),
                new Change(
                        Map.of(SCOPES, names(client.scopes())),
                        Map.of(SCOPES, names(all)),
                        Map.of("grant", names(more))),
                reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return ANY_READER;
    }

    /** Grants what was asked for and nothing that the client lost or gained meanwhile. */
    @Override
    public Applied apply(Caller checker, Approval approval) {
        List<?> asked =
                (List<?>) Objects.requireNonNull(approval.change().terms().get("grant"));
        Set<Scope> more = asked.stream().map(name -> new Scope((String) name)).collect(Collectors.toSet());
        return clients.grant(checker, approval.subject(), more, approval.id().toString())
                .<Applied>map(client -> new Applied.Done(client.clientId()))
                .orElseGet(() -> new Applied.Refused(ProblemCode.NOT_FOUND));
    }

    private static List<String> names(Set<Scope> scopes) {
        return scopes.stream().map(Scope::value).sorted().toList();
    }
}
