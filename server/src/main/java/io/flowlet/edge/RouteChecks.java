package io.flowlet.edge;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ApiVersion;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.UriUtils;

/**
 * The last checks before a controller's arguments are read, in this order: {@code not_acceptable}, {@code media_type_unsupported}, {@code
 * version_unknown}, {@code scope_missing}, {@code parameter_invalid}. Thread-safe.
 */
final class RouteChecks implements HandlerInterceptor {
    private final Map<Method, RouteRule> rules = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && !isPublic(request) && !isOptionsOfSpring(method)) {
            RouteRule rule = rules.computeIfAbsent(method.getMethod(), unknown -> RouteRule.of(method));
            checkAccept(request);
            checkContent(rule, request);
            if (!ApiVersion.isKnownTo(request)) {
                throw Refusal.of(ProblemCode.VERSION_UNKNOWN);
            }
            checkScope(rule, request, response);
            checkParameters(rule, request);
        }
        return true;
    }

    /** Spring's own answer to OPTIONS matches no route of ours and says nothing but which methods there are. */
    private static boolean isOptionsOfSpring(HandlerMethod method) {
        return method.getBeanType().getName().startsWith("org.springframework.");
    }

    /** By the route that was matched, never by how the path was spelled; whatever is not known to be public is checked. */
    private static boolean isPublic(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern
                && ClosedRoutes.isPublic(pattern);
    }

    /** A route that names its own media types was matched by them already. */
    private static void checkAccept(HttpServletRequest request) {
        List<String> accepted = Collections.list(request.getHeaders("Accept"));
        if (accepted.isEmpty() || request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) != null) {
            return;
        }
        try {
            boolean json = MediaType.parseMediaTypes(accepted).stream()
                    .anyMatch(type -> type.getQualityValue() > 0 && type.includes(MediaType.APPLICATION_JSON));
            if (json) {
                return;
            }
        } catch (InvalidMediaTypeException e) {
            // what cannot be read accepts nothing
        }
        throw Refusal.of(ProblemCode.NOT_ACCEPTABLE);
    }

    private static void checkContent(RouteRule rule, HttpServletRequest request) {
        if (!rule.readsBody()) {
            return;
        }
        List<String> types = Collections.list(request.getHeaders("Content-Type"));
        if (types.size() != 1 || !isJson(types.getFirst()) || request.getHeader("Content-Encoding") != null) {
            throw Refusal.of(ProblemCode.MEDIA_TYPE_UNSUPPORTED);
        }
    }

    private static boolean isJson(String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            Map<String, String> parameters = type.getParameters();
            return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                    && (parameters.isEmpty()
                            || (parameters.size() == 1 && StandardCharsets.UTF_8.equals(type.getCharset())));
        } catch (InvalidMediaTypeException | java.nio.charset.UnsupportedCharsetException e) {
            return false;
        }
    }

    private static void checkScope(RouteRule rule, HttpServletRequest request, HttpServletResponse response) {
        Caller caller = RequestAttributes.caller(request)
                .orElseThrow(() -> new IllegalStateException("scopes are asked for before the caller is known"));
        Set<Scope> scopes = rule.scopes().get(caller.actor().kind());
        if (scopes == null) {
            throw Refusal.of(ProblemCode.AUDIENCE_NOT_ALLOWED);
        }
        if (!scopes.stream().allMatch(caller.actor()::may)) {
            // the scopes are documented, so naming them tells nothing new
            String needed = scopes.stream().map(Scope::value).sorted().collect(Collectors.joining(" "));
            response.setHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\"");
            throw Refusal.of(ProblemCode.SCOPE_MISSING);
        }
    }

    private static void checkParameters(RouteRule rule, HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null || query.isEmpty()) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String pair : query.split("&", -1)) {
            String name = name(pair);
            if (name == null || !rule.parameters().contains(name)) {
                throw refusal(
                        "",
                        "unknown_parameter",
                        "This operation takes no such parameter; it takes: " + known(rule) + ".");
            }
            if (!seen.add(name)) {
                throw refusal(name, "repeated_parameter", "This parameter may stand once.");
            }
        }
    }

    private static @Nullable String name(String pair) {
        int equals = pair.indexOf('=');
        try {
            String name = UriUtils.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
            UriUtils.decode(equals < 0 ? "" : pair.substring(equals + 1), StandardCharsets.UTF_8);
            return name;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String known(RouteRule rule) {
        return rule.parameters().isEmpty()
                ? "none"
                : String.join(", ", rule.parameters().stream().sorted().toList())
                        .toLowerCase(Locale.ROOT);
    }

    private static Refusal refusal(String name, String code, String detail) {
        return Refusal.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault(name, code, detail)));
    }
}
