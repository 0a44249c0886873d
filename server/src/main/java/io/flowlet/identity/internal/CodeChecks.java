package io.flowlet.identity.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Account;
import io.flowlet.identity.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Judges codes of authenticator apps and recovery codes, in the open transaction of the account's tenant, which holds the account's lock: of two
 * who bring the same code at once one is late.
 *
 * <p>Five wrong ones in a row, wherever they come from, block all codes of the account for a quarter of an hour, each further five for twice as long as
 * before, up to a day: whoever types them knew the password, so this locks nobody out from outside. Thread-safe.
 */
@Component
public final class CodeChecks {
    static final int MOST = 5;

    private static final Duration FIRST_BLOCK = Duration.ofMinutes(15);
    private static final Duration LONGEST_BLOCK = Duration.ofHours(24);
    private static final int DOUBLINGS = 7;
    private static final Pattern APP_CODE = Pattern.compile("[0-9]{" + Totp.DIGITS + "}");

    private final FactorRows rows;
    private final Secrets secrets;
    private final Notices notices;
    private final AuditLog audit;

    CodeChecks(FactorRows rows, Secrets secrets, Notices notices, AuditLog audit) {
        this.rows = rows;
        this.secrets = secrets;
        this.notices = notices;
        this.audit = audit;
    }

    /** What a code is worth. */
    public sealed interface Verdict {
        /** It was right, and is used up. */
        record Right() implements Verdict {}

        record Wrong() implements Verdict {}

        record Blocked(Instant until) implements Verdict {}
    }

    /** Judges what {@code caller} typed for the own {@code account}. */
    public Verdict check(Caller caller, Account account, String typed, Instant now) {
        TenantId tenant = account.tenant();
        FactorRows.Guard guard = rows.guard(tenant, account.id());
        Instant until = guard.blockedUntil();
        if (until != null && now.isBefore(until)) {
            return new Verdict.Blocked(until);
        }
        if (isRight(caller, account, typed.replaceAll("[\\s-]", ""), now)) {
            rows.setGuard(tenant, account.id(), new FactorRows.Guard(0, null));
            return new Verdict.Right();
        }
        int wrong = guard.wrong() + 1;
        if (wrong % MOST != 0) {
            rows.setGuard(tenant, account.id(), new FactorRows.Guard(wrong, null));
            return new Verdict.Wrong();
        }
        Instant end = now.plus(block(wrong / MOST));
        rows.setGuard(tenant, account.id(), new FactorRows.Guard(wrong, end));
        notices.tell(account, Notice.CODES_BLOCKED);
        audit.record(AuditEvent.done(caller, "codes.block", account.name())
                .with("wrong", (long) wrong)
                .with("until", end.toString()));
        return new Verdict.Blocked(end);
    }

    private boolean isRight(Caller caller, Account account, String code, Instant now) {
        if (APP_CODE.matcher(code).matches()) {
            return isOfApp(account.tenant(), account.id(), code, now);
        }
        byte[] digest = secrets.digestOfRecoveryCode(account.id(), code);
        if (!rows.useCode(account.tenant(), account.id(), digest, now)) {
            return false;
        }
        notices.tell(account, Notice.RECOVERY_CODE_USED);
        audit.record(AuditEvent.done(caller, "recovery_code.use", account.name())
                .with("left", (long) rows.codesLeft(account.tenant(), account.id())));
        return true;
    }

    private boolean isOfApp(TenantId tenant, UUID account, String code, Instant now) {
        Optional<StoredTotp> totp = rows.totp(tenant, account);
        OptionalLong step = totp.isEmpty()
                ? OptionalLong.empty()
                : Totp.stepOf(totp.get().secret(), code, now, totp.get().lastStep());
        if (step.isEmpty()) {
            return false;
        }
        rows.use(tenant, account, step.getAsLong(), now);
        return true;
    }

    static Duration block(int times) {
        Duration doubled = FIRST_BLOCK.multipliedBy(1L << Math.min(times - 1, DOUBLINGS));
        return doubled.compareTo(LONGEST_BLOCK) < 0 ? doubled : LONGEST_BLOCK;
    }
}
