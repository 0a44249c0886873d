package io.flowlet.privacy;

import io.flowlet.http.FieldFault;
import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code retention}: versioned and approved like every policy. Thread-safe. */
@Component
final class RetentionKind implements PolicyKind {
    static final String NAME = "retention";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<FieldFault> check(
            Map<String, @Nullable Object> members, @Nullable Map<String, @Nullable Object> before) {
        PolicyBody body = PolicyBody.of(members);
        Retention.read(0, body);
        return body.faults();
    }

    @Override
    public String initial() {
        return PolicyKind.resource(RetentionKind.class, NAME + ".json");
    }
}
