package io.flowlet.edge;

import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Stops the start when a route is open by omission: below {@code /v1} without a scope, or at a path that nobody declared public. */
@ConditionalOnWebApplication // a command that only uses the facades has no routes
@Component
final class ClosedRoutes implements SmartInitializingSingleton {
    private final RequestMappingHandlerMapping routes;

    ClosedRoutes(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        this.routes = routes;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> open = open(routes.getHandlerMethods());
        if (!open.isEmpty()) {
            throw new IllegalStateException(
                    "these routes need a @RequiresScope, or a place in RequestPipeline.PUBLIC: " + open);
        }
    }

    static List<String> open(Map<RequestMappingInfo, HandlerMethod> routes) {
        return routes.entrySet().stream()
                .filter(route -> RouteRule.of(route.getValue()).scopes().isEmpty())
                .flatMap(route -> route.getKey().getPatternValues().stream()
                        .filter(path -> !isPublic(path))
                        .map(path -> path + " (" + route.getValue().getShortLogMessage() + ")"))
                .sorted()
                .toList();
    }

    static boolean isPublic(String path) {
        return RequestPipeline.PUBLIC.stream().anyMatch(page -> path.equals(page) || path.startsWith(page + "/"));
    }
}
