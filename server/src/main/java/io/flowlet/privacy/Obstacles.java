package io.flowlet.privacy;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.privacy.internal.LegalHoldRows;
import io.flowlet.subscribers.ErasureObstacle;
import io.flowlet.subscribers.SubjectRecords;
import io.flowlet.subscribers.SubscriberId;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What stands in the way of an erasure. Works inside the open transaction of the tenant. Thread-safe. */
@Component
final class Obstacles {
    private static final ErasureObstacle HOLD =
            new ErasureObstacle("legal_hold", "A legal hold stands: POST /v1/privacy/legal_holds/{id}/lifting.", false);
    /** The same for every cause, so that nobody learns of a review, a hit or a hold. */
    private static final ErasureObstacle NOT_YET = new ErasureObstacle(
            "not_yet", "The program's staff has something to end first; ask it to carry the erasure out.", true);

    private final List<SubjectRecords> data;
    private final LegalHoldRows holds;

    Obstacles(List<SubjectRecords> data, LegalHoldRows holds) {
        this.data = List.copyOf(data);
        this.holds = holds;
    }

    /** All of them, as staff is told. */
    List<ErasureObstacle> of(TenantId tenant, SubscriberId subscriber) {
        List<ErasureObstacle> found = new ArrayList<>();
        if (holds.stands(tenant, subscriber)) {
            found.add(HOLD);
        }
        data.forEach(part -> found.addAll(part.obstacles(tenant, subscriber)));
        return found;
    }

    /** All of them, as {@code caller} may be told. */
    List<ErasureObstacle> toldTo(Caller caller, SubscriberId subscriber) {
        List<ErasureObstacle> found = of(caller.tenant(), subscriber);
        return caller.actor().kind() == ActorKind.STAFF
                ? found
                : found.stream()
                        .map(obstacle -> obstacle.openly() ? obstacle : NOT_YET)
                        .distinct()
                        .toList();
    }
}
