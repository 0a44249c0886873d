package io.flowlet.subscribers.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.subscribers.LookupField;
import io.flowlet.subscribers.LookupOutcome;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.SubscriberLookups;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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

    record Lookup(
            @NotNull LookupField field,
            @NotBlank @Size(max = 254) String value) {
        @Override
        public String toString() {
            return "Lookup[" + field + "]";
        }
    }

    record LookupView(List<SubscriberId> subscriberIds, boolean more) {}

    @PostMapping
    @RequiresScope("subscribers:lookup")
    LookupView find(Caller caller, @Valid @RequestBody Lookup body) {
        return switch (lookups.find(caller, body.field(), body.value())) {
            case LookupOutcome.Found found -> new LookupView(found.subscribers(), found.more());
            case LookupOutcome.Malformed malformed ->
                throw Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault("/value", "malformed_value", "This is no value of that field.")));
        };
    }
}
