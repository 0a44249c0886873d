package io.flowlet.edge;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Scope;
import io.flowlet.http.RequiresScope;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/**
 * What one route demands of a request, read from its controller method.
 *
 * @param scopes what a caller of each sort must hold, all of them; a sort that is missing may not call
 * @param readsBody whether it takes a JSON body
 * @param parameters the query parameters that it knows
 */
record RouteRule(Map<ActorKind, Set<Scope>> scopes, boolean readsBody, Set<String> parameters) {
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    RouteRule {
        scopes = Map.copyOf(scopes);
        parameters = Set.copyOf(parameters);
    }

    static RouteRule of(HandlerMethod handler) {
        MethodParameter[] arguments = handler.getMethodParameters();
        for (MethodParameter argument : arguments) {
            argument.initParameterNameDiscovery(NAMES);
        }
        RequiresScope required = handler.getMethodAnnotation(RequiresScope.class);
        return new RouteRule(
                required == null ? Map.of() : scopes(required),
                Arrays.stream(arguments).anyMatch(argument -> argument.hasParameterAnnotation(RequestBody.class)),
                Arrays.stream(arguments)
                        .flatMap(argument -> queryName(argument).stream())
                        .collect(Collectors.toSet()));
    }

    private static Map<ActorKind, Set<Scope>> scopes(RequiresScope required) {
        Map<ActorKind, Set<Scope>> scopes = new EnumMap<>(ActorKind.class);
        scopes.put(ActorKind.CLIENT, scopes(required.value()));
        scopes.put(ActorKind.OPERATOR, scopes(required.value()));
        scopes.put(ActorKind.SUBSCRIBER, scopes(required.subscriber()));
        scopes.put(ActorKind.STAFF, scopes(required.staff()));
        scopes.values().removeIf(Set::isEmpty);
        return scopes;
    }

    private static Set<Scope> scopes(String... values) {
        return Arrays.stream(values).map(Scope::new).collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<String> queryName(MethodParameter argument) {
        RequestParam parameter = argument.getParameterAnnotation(RequestParam.class);
        if (parameter == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(parameter.name().isEmpty() ? argument.getParameterName() : parameter.name());
    }
}
