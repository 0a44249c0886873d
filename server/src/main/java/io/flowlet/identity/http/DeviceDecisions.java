package io.flowlet.identity.http;

import io.flowlet.actor.Trace;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Session;
import io.flowlet.identity.internal.AuthorizationRequest;
import io.flowlet.identity.internal.DeviceAuthorizations;
import io.flowlet.identity.internal.TokenMeters;
import io.flowlet.identity.internal.WaitingDevice;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Carries out what a person says to a device that waits, and tells how it went. Thread-safe. */
@Component
final class DeviceDecisions {
    private final DeviceAuthorizations devices;
    private final TokenMeters meters;
    private final BrowserAnswers answers;

    DeviceDecisions(DeviceAuthorizations devices, TokenMeters meters, BrowserAnswers answers) {
        this.devices = devices;
        this.meters = meters;
        this.answers = answers;
    }

    /** Yes or no, of the person behind a session. */
    record Said(AuthorizationRequest asked, WaitingDevice device, Session session, boolean yes) {}

    ResponseEntity<String> decide(Said said, HttpServletRequest request, HttpServletResponse response) {
        Trace trace = RequestAttributes.trace(request).orElseThrow();
        boolean done = said.yes()
                ? devices.allow(said.asked(), said.device(), said.session(), trace)
                : devices.deny(said.asked(), said.device(), said.session(), trace);
        if (!done) {
            return answers.page(HttpStatus.BAD_REQUEST, DevicePages.gone(), Optional.empty(), response);
        }
        meters.device(said.yes() ? "allowed" : "denied");
        String html = said.yes() ? DevicePages.allowed(said.asked().client()) : DevicePages.denied();
        return answers.page(HttpStatus.OK, html, Optional.empty(), response);
    }
}
