package io.flowlet.http;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What the steps of the edge tell each other about one request, each under the name of its type.
 *
 * <p>{@code Trace} is there from the first step on, {@code ClientAddress} before any limit, {@code ClientCertificate} if there is one, then {@code Caller} once authentication succeeded,
 * {@code ProblemCode} once the request was refused.
 */
public final class RequestAttributes {
    private static final String TRACE = Trace.class.getName();
    private static final String CALLER = Caller.class.getName();
    private static final String CLIENT_ADDRESS = ClientAddress.class.getName();
    private static final String CLIENT_CERTIFICATE = ClientCertificate.class.getName();
    private static final String PROBLEM_CODE = ProblemCode.class.getName();

    private RequestAttributes() {}

    /** The ids of this request; absent only where the container refuses before the first step. */
    public static Optional<Trace> trace(HttpServletRequest request) {
        return Optional.ofNullable((Trace) request.getAttribute(TRACE));
    }

    public static void set(HttpServletRequest request, Trace trace) {
        request.setAttribute(TRACE, trace);
    }

    /** Who calls, once authentication succeeded. */
    public static Optional<Caller> caller(HttpServletRequest request) {
        return Optional.ofNullable((Caller) request.getAttribute(CALLER));
    }

    /** Set by authentication and by nothing else. */
    public static void set(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    /**
     * Where the request comes from.
     *
     * @throws IllegalStateException before the step that finds it out
     */
    public static ClientAddress clientAddress(HttpServletRequest request) {
        return knownClientAddress(request)
                .orElseThrow(() ->
                        new IllegalStateException("the client's address is not known yet: this step stands too early"));
    }

    /** As {@link #clientAddress}, for what may run before that step or without it. */
    public static Optional<ClientAddress> knownClientAddress(HttpServletRequest request) {
        return Optional.ofNullable((ClientAddress) request.getAttribute(CLIENT_ADDRESS));
    }

    public static void set(HttpServletRequest request, ClientAddress address) {
        request.setAttribute(CLIENT_ADDRESS, address);
    }

    /** The certificate that the caller holds the key of; empty if it showed none, or by nobody who is believed. */
    public static Optional<ClientCertificate> clientCertificate(HttpServletRequest request) {
        return Optional.ofNullable((ClientCertificate) request.getAttribute(CLIENT_CERTIFICATE));
    }

    /** Set by the edge and by nothing else. */
    public static void set(HttpServletRequest request, ClientCertificate certificate) {
        request.setAttribute(CLIENT_CERTIFICATE, certificate);
    }

    /** With what the request was refused, for metrics, logs and the audit. */
    public static Optional<ProblemCode> problem(HttpServletRequest request) {
        return Optional.ofNullable((ProblemCode) request.getAttribute(PROBLEM_CODE));
    }

    static void set(HttpServletRequest request, ProblemCode code) {
        request.setAttribute(PROBLEM_CODE, code);
    }
}
