package io.flowlet.edge;

import io.flowlet.http.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Turns whatever a later step throws into a problem, so that steps refuse by throwing and the container has nothing to report. */
final class Failures extends Step {
    private final Problems problems;

    Failures(Problems problems) {
        this.problems = problems;
    }

    @Override
    // not Error: what is left of the virtual machine then is the container's to report
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next) throws IOException {
        try {
            next.doFilter(request, response);
        } catch (ServletException e) {
            problems.answer(e.getRootCause() == null ? e : e.getRootCause(), request, response);
        } catch (RuntimeException e) {
            problems.answer(e, request, response);
        }
    }
}
