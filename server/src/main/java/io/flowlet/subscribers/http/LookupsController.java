package io.flowlet.subscribers.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.RequiresScope;
import io.flowlet.subscribers.FoundSubscribers;
import io.flowlet.subscribers.LookupRequest;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.SubscriberLookups;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/subscribers/lookups}: the value comes in a body, for addresses of requests end up in logs. */
@RestController
@RequestMapping("/v1/subscribers/lookups")
final class LookupsController {
    private final SubscriberLookups lookups;

    LookupsController(SubscriberLookups lookups) {
        this.lookups = lookups;
    }

    record LookupView(List<SubscriberId> subscriberIds, boolean more) {}

    @PostMapping
    @RequiresScope("subscribers:lookup")
    LookupView find(Caller caller, @Valid @RequestBody LookupRequest body) {
        FoundSubscribers found = lookups.find(caller, body.read(""));
        return new LookupView(found.subscribers(), found.more());
    }
}
