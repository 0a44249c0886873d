package io.flowlet.edge;

import java.util.Arrays;
import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Tomcat's own bounds, and our words instead of its pages. */
final class Container implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    private static final int MAX_HEADERS = 100;

    private final ContainerProblems problems;
    private final @Nullable TlsConnector tls;

    /** @param tls null: plain HTTP in any case */
    Container(ContainerProblems problems, @Nullable TlsConnector tls) {
        this.problems = problems;
        this.tls = tls;
    }

    @Override
    public void customize(TomcatServletWebServerFactory tomcat) {
        tomcat.addContextCustomizers(this::replaceErrorPages);
        tomcat.addConnectorCustomizers(connector -> {
            connector.setAllowTrace(false);
            connector.setXpoweredBy(false);
            connector.setProperty("maxHeaderCount", Integer.toString(MAX_HEADERS));
            connector.setProperty("maxTrailerSize", "1024");
            connector.setProperty("maxExtensionSize", "1024");
            if (tls != null) {
                tls.secure(connector);
            }
        });
    }

    /** After Spring Boot's own customizers, one of which adds a page. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    private void replaceErrorPages(Context context) {
        StandardHost host = (StandardHost) context.getParent();
        Pipeline pipeline = host.getPipeline();
        Arrays.stream(pipeline.getValves())
                .filter(ErrorReportValve.class::isInstance)
                .forEach(pipeline::removeValve);
        pipeline.addValve(problems);
        host.setErrorReportValveClass(ContainerProblems.class.getName());
    }
}
