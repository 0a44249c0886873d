package io.flowlet.screening;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A finding about a subscriber, kept. Holds personal data in clear: never log it.
 *
 * @param subject the person as compared
 * @param decision the newest; null while the hit is open
 */
public record ScreeningHit(
        HitId id,
        SubscriberId subscriber,
        HitStatus status,
        Finding finding,
        ScreenedPerson subject,
        Instant foundAt,
        @Nullable Decision decision) {

    /** What an analyst can say of a hit. */
    public enum Verdict {
        /** Somebody else. */
        CLEAR,
        /** The listed person. */
        CONFIRM;

        HitStatus status() {
            return switch (this) {
                case CLEAR -> HitStatus.CLEARED;
                case CONFIRM -> HitStatus.CONFIRMED;
            };
        }
    }

    /**
     * What an analyst said.
     *
     * @param decidedBy the credential's public name ({@code usr_…}, a client's id), never a person's
     */
    public record Decision(Verdict decision, String reason, String decidedBy, Instant decidedAt) {
        @Override
        public String toString() {
            return "Decision[" + decision + "]";
        }
    }

    @Override
    public String toString() {
        return "ScreeningHit[" + id + "]";
    }
}
