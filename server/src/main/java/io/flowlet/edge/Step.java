package io.flowlet.edge;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet filter of the edge, which speaks HTTP only. */
abstract class Step implements Filter {
    @Override
    public final void doFilter(ServletRequest request, ServletResponse response, FilterChain next)
            throws IOException, ServletException {
        pass((HttpServletRequest) request, (HttpServletResponse) response, next);
    }

    abstract void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException;
}
