package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends exactly the bytes it is given, which no HTTP client would, and reads one answer. */
final class RawHttp {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    /** One answer; header names in lower case. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        String code() {
            return json().path("code").stringValue("");
        }
    }

    /** @param lines of the request's head, without line ends */
    Answer send(String... lines) {
        return sendWithBody(List.of(lines).stream().collect(Collectors.joining("\r\n", "", "\r\n\r\n")), "");
    }

    Answer sendWithBody(String head, String body) {
        return send((head + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    Answer send(byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // the server answered and closed before it had read all: its answer is there
            }
            return read(socket.getInputStream(), isHead(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code bytes} and then nothing more; empty when the server only closes the connection, as it may over garbage. */
    Optional<Answer> tryOnce(byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            byte[] all = socket.getInputStream().readAllBytes();
            return all.length == 0
                            || !new String(all, 0, Math.min(9, all.length), StandardCharsets.US_ASCII)
                                    .equals("HTTP/1.1 ")
                    ? Optional.empty()
                    : Optional.of(read(new ByteArrayInputStream(all), isHead(bytes)));
        } catch (SocketException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code request} so many times over one connection and returns the last answer. */
    Answer pipeline(String request, int times) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            byte[] bytes = request.getBytes(StandardCharsets.ISO_8859_1);
            Answer last = new Answer(0, Map.of(), "");
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(bytes);
                last = read(in, false);
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(InputStream in, boolean head) throws IOException {
        String statusLine = line(in);
        assertThat(statusLine).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    List.of(line.substring(colon + 1).strip()),
                    (one, other) -> java.util.stream.Stream.concat(one.stream(), other.stream())
                            .toList());
        }
        if (status == 100) {
            return read(in, head);
        }
        return new Answer(status, headers, head ? "" : new String(body(in, headers), StandardCharsets.UTF_8));
    }

    /** The answer to a HEAD has a length and no body. */
    private static boolean isHead(byte[] request) {
        return new String(request, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
    }

    private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length").getFirst()));
        }
        if (!headers.containsKey("transfer-encoding")) {
            return new byte[0];
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            all.write(in.readNBytes(size));
            line(in);
        }
        return all.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ends inside an answer: " + line);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
