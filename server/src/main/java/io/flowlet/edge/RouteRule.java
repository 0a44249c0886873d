package io.flowlet.edge;

import io.flowlet.actor.Scope;
import io.flowlet.http.RequiresScope;
import java.util.Arrays;
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
 * @param scopes what the caller must hold, all of them; empty for a page that everybody may see
 * @param readsBody whether it takes a JSON body
 * @param parameters the query parameters that it knows
 */
record RouteRule(Set<Scope> scopes, boolean readsBody, Set<String> parameters) {
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    RouteRule {
        scopes = Set.copyOf(scopes);
        parameters = Set.copyOf(parameters);
    }

    static RouteRule of(HandlerMethod handler) {
        MethodParameter[] arguments = handler.getMethodParameters();
        for (MethodParameter argument : arguments) {
            argument.initParameterNameDiscovery(NAMES);
        }
        RequiresScope required = handler.getMethodAnnotation(RequiresScope.class);
        return new RouteRule(
                required == null
                        ? Set.of()
                        : Arrays.stream(required.value()).map(Scope::new).collect(Collectors.toSet()),
                Arrays.stream(arguments).anyMatch(argument -> argument.hasParameterAnnotation(RequestBody.class)),
                Arrays.stream(arguments)
                        .flatMap(argument -> queryName(argument).stream())
                        .collect(Collectors.toSet()));
    }

    private static Optional<String> queryName(MethodParameter argument) {
        RequestParam parameter = argument.getParameterAnnotation(RequestParam.class);
        if (parameter == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(parameter.name().isEmpty() ? argument.getParameterName() : parameter.name());
    }
}
