package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Invitation;
import io.flowlet.identity.Invitations;
import io.flowlet.identity.RoleTable;
import io.flowlet.identity.StaffInvitations;
import io.flowlet.identity.StaffRole;
import io.flowlet.ids.PublicId;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "admin", description = "Let the first operator in, and a tenant's first staff.")
final class AdminCommand {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,189}");

    private final Terminal terminal;

    AdminCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whom to invite; without any of them, the operator of the platform. */
    static final class Invited {
        @Option(
                names = "--tenant",
                paramLabel = "ten_…",
                description = "Invite staff of this tenant instead of an operator.")
        private @Nullable String tenant;

        @Option(names = "--email", paramLabel = "ADDRESS", description = "Whom; with --tenant.")
        private @Nullable String email;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                description = "analyst, officer, admin or auditor; may stand several times; with --tenant.")
        private List<String> roles = List.of();

        private boolean isStaff() {
            return tenant != null || email != null || !roles.isEmpty();
        }
    }

    private record Invitee(UUID tenant, String email, Set<StaffRole> roles) {}

    @Command(
            name = "invite",
            description = {
                "Print a link that makes whoever opens it first an operator of this installation. It works once, for 15 minutes.",
                "With --tenant, --email and --role: a link on which that person becomes staff of the tenant. It works once, for 24 hours.",
                "Needs what serve needs, and a migrated database; the act is in the audit log."
            })
    int invite(@Mixin Configured configured, @Mixin Invited invited) {
        Optional<Invitee> staff = Optional.empty();
        if (invited.isStaff()) {
            staff = invitee(invited);
            if (staff.isEmpty()) {
                terminal.note("Give all three: --tenant ten_… --email ADDRESS --role analyst|officer|admin|auditor");
                return ExitCode.USAGE;
            }
            Optional<RoleTable.Pair> conflict = RoleTable.conflict(staff.get().roles());
            if (conflict.isPresent()) {
                terminal.note(conflict.get().told());
                return ExitCode.USAGE;
            }
        }
        Optional<Invitee> person = staff;
        return Starting.withFacades(
                configured.check(),
                terminal,
                facades -> person.map(each -> inviteStaff(each, facades)).orElseGet(() -> inviteOperator(facades)));
    }

    private int inviteOperator(ConfigurableApplicationContext facades) {
        Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "admin invite"), facades);
        Invitation invitation = facades.getBean(Invitations.class).create(self);
        terminal.line(invitation.link().toString());
        terminal.note("Opens the installation to whoever uses it first; valid until " + invitation.expiresAt() + ".");
        return ExitCode.OK;
    }

    private int inviteStaff(Invitee person, ConfigurableApplicationContext facades) {
        Optional<Tenant> tenant = facades.getBean(Tenants.class).all().stream()
                .filter(known -> known.publicUuid().equals(person.tenant()))
                .findFirst();
        if (tenant.isEmpty()) {
            terminal.note("There is no such tenant. POST /v1/programs and GET /v1/programs name them.");
            return ExitCode.FAILED;
        }
        Caller self = FlowletServer.callerAs(Actor.system(tenant.get().id(), "admin invite"), facades);
        if (facades.getBean(Accounts.class).isStaffAddressTaken(self.tenant(), person.email())) {
            terminal.note(ProblemCode.STAFF_ADDRESS_TAKEN.detail());
            return ExitCode.FAILED;
        }
        StaffInvitations.Sent sent =
                facades.getBean(StaffInvitations.class).create(self, person.email(), person.roles());
        terminal.line(sent.link().toString());
        terminal.note("Makes whoever uses it first staff of the "
                + tenant.get().mode().code() + " tenant; valid until "
                + sent.invitation().expiresAt() + ".");
        return ExitCode.OK;
    }

    private static Optional<Invitee> invitee(Invited invited) {
        Optional<UUID> tenant = Optional.ofNullable(invited.tenant).flatMap(text -> PublicId.parse("ten", text));
        Set<StaffRole> roles = invited.roles.stream()
                .flatMap(name -> StaffRole.of(name).stream())
                .collect(Collectors.toSet());
        String email = invited.email;
        if (email == null
                || !EMAIL.matcher(email).matches()
                || roles.isEmpty()
                || roles.size() != Set.copyOf(invited.roles).size()) {
            return Optional.empty();
        }
        return tenant.map(id -> new Invitee(id, email, roles));
    }
}
