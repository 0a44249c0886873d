import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The health check of an image that has neither a shell nor curl: exit code 0 if the management port of this container says "ready".
 *
 * <p>A socket and one line, no HTTP client: it runs every ten seconds and should cost nothing. Arguments: the port, and the path unless it is
 * {@code /actuator/health/readiness}.
 */
final class Health {
    private static final String PATH = "/actuator/health/readiness";
    private static final int TIMEOUT_MILLIS = 3_000;

    private Health() {}

    public static void main(String... arguments) {
        String path = arguments.length > 1 ? arguments[1] : PATH;
        System.exit(isReady(Integer.parseInt(arguments[0]), path) ? 0 : 1);
    }

    private static boolean isReady(int port, String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return new String(start, StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }
}
