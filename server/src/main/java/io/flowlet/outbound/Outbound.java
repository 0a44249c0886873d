package io.flowlet.outbound;

import io.flowlet.outbound.internal.TrustedCertificates;
import io.flowlet.outbound.internal.VettedNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Calls addresses that somebody else chose, safely.
 *
 * <p>{@code https} only; the name is resolved once and vetted, and what was vetted is connected to; no redirects, no cookies, no credentials, no
 * proxy; the whole call ends within the time of {@link OutboundSettings}, and an answer of more than {@value #MOST_BYTES} bytes is none. The caller
 * waits. Thread-safe.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html">OWASP on SSRF</a>
 */
@Component
public final class Outbound implements DisposableBean {
    /** 64 KiB. */
    public static final int MOST_BYTES = 65_536;

    private static final int MOST_CONNECTIONS = 50;
    private static final int MOST_TO_ONE_HOST = 4;

    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("outbound-deadlines").factory());
    private final long timeoutMillis;

    public Outbound(OutboundSettings settings) {
        this.timeoutMillis = settings.timeout().toMillis();
        Timeout timeout = Timeout.ofMilliseconds(timeoutMillis);
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(
                                new VettedNames(SystemDefaultDnsResolver.INSTANCE, Set.copyOf(settings.privateHosts())))
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(
                                TrustedCertificates.context(settings.trustedCertificates())))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout)
                                .setSocketTimeout(timeout)
                                .setTimeToLive(timeout)
                                .build())
                        .setMaxConnPerRoute(MOST_TO_ONE_HOST)
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout)
                        .build())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .setUserAgent("Flowlet")
                .build();
    }

    public OutboundOutcome get(URI address) {
        HttpGet request = new HttpGet(address);
        request.setHeader("Accept", "application/json");
        return call(request);
    }

    /** @param contentType for example {@code application/x-www-form-urlencoded} */
    public OutboundOutcome post(URI address, String contentType, String body) {
        HttpPost request = new HttpPost(address);
        request.setEntity(new StringEntity(body, ContentType.parse(contentType)));
        return call(request);
    }

    private OutboundOutcome call(HttpUriRequestBase request) {
        if (!"https".equals(request.getScheme()) || request.getAuthority().getUserInfo() != null) {
            return new OutboundOutcome.NotAllowed();
        }
        // a peer that sends a byte now and then never runs into a socket's timeout
        ScheduledFuture<?> deadline = deadlines.schedule(request::abort, timeoutMillis, TimeUnit.MILLISECONDS);
        try {
            Optional<OutboundOutcome.Answered> answer = client.execute(request, Outbound::bounded);
            return answer.<OutboundOutcome>map(found -> found).orElseGet(OutboundOutcome.Unanswered::new);
        } catch (VettedNames.NotPublic e) {
            return new OutboundOutcome.NotAllowed();
        } catch (IOException e) {
            return new OutboundOutcome.Unanswered();
        } finally {
            deadline.cancel(false);
        }
    }

    private static Optional<OutboundOutcome.Answered> bounded(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return Optional.of(new OutboundOutcome.Answered(response.getCode(), new byte[0]));
        }
        try (InputStream body = entity.getContent()) {
            byte[] read = body.readNBytes(MOST_BYTES + 1);
            if (read.length > MOST_BYTES) {
                response.close();
                return Optional.empty();
            }
            return Optional.of(new OutboundOutcome.Answered(response.getCode(), read));
        }
    }

    @Override
    public void destroy() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
