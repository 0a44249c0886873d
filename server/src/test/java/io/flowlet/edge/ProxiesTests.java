package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ProxiesTests {
    private final Proxies proxies = new Proxies(List.of("10.0.0.0/8", "192.168.1.1", "2001:db8:ffff::/48"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // peer, X-Forwarded-For, believed
                "203.0.113.9        | -                              | 203.0.113.9",
                "203.0.113.9        | 198.51.100.1                   | 203.0.113.9",
                "203.0.113.9        | 10.0.0.1                       | 203.0.113.9",
                "203.0.113.9        | 10.0.0.1, 10.0.0.2             | 203.0.113.9",
                "10.0.0.1           | -                              | 10.0.0.1",
                "10.0.0.1           | 198.51.100.1                   | 198.51.100.1",
                "10.0.0.1           | 1.2.3.4, 198.51.100.1          | 198.51.100.1",
                "10.0.0.1           | 10.0.0.9, 198.51.100.1         | 198.51.100.1",
                "10.0.0.1           | 198.51.100.1, 10.0.0.2         | 198.51.100.1",
                "10.0.0.1           | 1.2.3.4, 198.51.100.1,10.0.0.2 | 198.51.100.1",
                "10.0.0.1           | 10.0.0.3, 10.0.0.2             | 10.0.0.3",
                "10.0.0.1           | 127.0.0.1, 198.51.100.1        | 198.51.100.1",
                "10.0.0.1           | `` | 10.0.0.1",
                "10.0.0.1           | ` , ` | 10.0.0.1",
                "10.0.0.1           | unknown                        | 10.0.0.1",
                "10.0.0.1           | 198.51.100.1, unknown          | 10.0.0.1",
                "10.0.0.1           | 198.51.100.1, _hidden, 10.0.0.2 | 10.0.0.2",
                "10.0.0.1           | 198.51.100.1:8080              | 10.0.0.1",
                "10.0.0.1           | 198.51.100.0/24                | 10.0.0.1",
                "10.0.0.1           | 198.51.100                     | 10.0.0.1",
                "10.0.0.1           | 3325256705                     | 10.0.0.1",
                "10.0.0.1           | 0xC6336401                     | 10.0.0.1",
                "10.0.0.1           | 0306.063.0144.01               | 10.0.0.1",
                "10.0.0.1           | 198.51.100.*                   | 10.0.0.1",
                "10.0.0.1           | 198.51.100.1-9                 | 10.0.0.1",
                "10.0.0.1           | *                              | 10.0.0.1",
                "10.0.0.1           | localhost                      | 10.0.0.1",
                "10.0.0.1           | ::ffff:198.51.100.1            | 198.51.100.1",
                "::ffff:10.0.0.1    | 198.51.100.1                   | 198.51.100.1",
                "::ffff:203.0.113.9 | 198.51.100.1                   | 203.0.113.9",
                "10.0.0.1           | ::ffff:10.0.0.7, 198.51.100.1, ::ffff:10.0.0.7 | 198.51.100.1",
                "10.0.0.1           | [2001:db8::1]                  | 10.0.0.1",
                "10.0.0.1           | 2001:db8::1                    | 2001:db8::1",
                "2001:db8:ffff::5   | 2001:db8::1                    | 2001:db8::1",
                "2001:db8:fffe::5   | 2001:db8::1                    | 2001:db8:fffe::5",
                "fe80::1%eth0       | 198.51.100.1                   | fe80::1",
                "192.168.1.1        | 198.51.100.1                   | 198.51.100.1",
                "192.168.1.2        | 198.51.100.1                   | 192.168.1.2",
                "127.0.0.1          | 198.51.100.1                   | 127.0.0.1",
                "0:0:0:0:0:0:0:1    | 198.51.100.1                   | ::1",
            })
    void believesOnlyWhatATrustedProxyWroteLast(String peer, String forwardedFor, String believed) {
        MockHttpServletRequest request = request(peer);
        if (forwardedFor != null) {
            request.addHeader("X-Forwarded-For", forwardedFor);
        }
        assertThat(proxies.client(request)).hasToString(believed);
    }

    @Test
    void readsSeveralLinesAsOneList() {
        MockHttpServletRequest request = request("10.0.0.1");
        request.addHeader("X-Forwarded-For", "1.2.3.4");
        request.addHeader("X-Forwarded-For", "198.51.100.1, 10.0.0.2");
        assertThat(proxies.client(request)).hasToString("198.51.100.1");
    }

    @Test
    void ignoresEveryOtherHeaderThatNamesAClient() {
        for (String header :
                List.of("Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Via")) {
            MockHttpServletRequest request = request("10.0.0.1");
            request.addHeader(header, header.equals("Forwarded") ? "for=198.51.100.1" : "198.51.100.1");
            assertThat(proxies.client(request)).hasToString("10.0.0.1");
        }
    }

    @Test
    void trustsNobodyUnlessTold() {
        MockHttpServletRequest request = request("127.0.0.1");
        request.addHeader("X-Forwarded-For", "198.51.100.1");
        assertThat(new Proxies(List.of()).client(request)).hasToString("127.0.0.1");
    }

    @Test
    void believesTlsOnlyFromATrustedProxyOrTheConnectionItself() {
        MockHttpServletRequest request = request("203.0.113.9");
        request.addHeader("X-Forwarded-Proto", "https");
        assertThat(proxies.isSecure(request)).isFalse();
        request.setRemoteAddr("10.0.0.1");
        assertThat(proxies.isSecure(request)).isTrue();
        MockHttpServletRequest direct = request("203.0.113.9");
        direct.setSecure(true);
        assertThat(proxies.isSecure(direct)).isTrue();
    }

    @Test
    void refusesASettingThatIsNoNetwork() {
        assertThatThrownBy(() -> new Proxies(List.of("10.0.0.1/33"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static MockHttpServletRequest request(String peer) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.setRemoteAddr(peer);
        return request;
    }
}
