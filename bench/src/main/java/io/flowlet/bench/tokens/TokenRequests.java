package io.flowlet.bench.tokens;

import io.flowlet.bench.http.Requests;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The same form again and again, sent by a client that proves itself with its secret. */
record TokenRequests(byte[] request) implements Requests {
    /**
     * @param path of the endpoint
     * @param form encoded
     */
    static TokenRequests post(String path, String clientId, String secret, String form) {
        String pair = encoded(clientId) + ":" + encoded(secret);
        String head = """
                POST %s HTTP/1.1
                Host: 127.0.0.1
                Authorization: Basic %s
                Content-Type: application/x-www-form-urlencoded
                Accept: application/json
                Content-Length: %d

                """.formatted(
                        path, Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)), form.length())
                .replace("\n", "\r\n");
        return new TokenRequests((head + form).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void write(ByteBuffer into) {
        into.put(request);
    }

    @Override
    public int largest() {
        return request.length;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
