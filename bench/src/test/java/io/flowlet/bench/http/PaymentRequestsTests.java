package io.flowlet.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PaymentRequestsTests {
    private static final List<String> WALLETS = List.of("wal_1", "wal_2", "wal_3");
    private static final Pattern REQUEST = Pattern.compile(
            "POST /v1/payments HTTP/1\\.1\r\n(?:[^\r]+\r\n)*Idempotency-Key: ([0-9]{24})\r\nContent-Length: ([0-9]+)\r\n\r\n(.*)",
            Pattern.DOTALL);
    private static final Pattern BODY = Pattern.compile(
            "\\{\"from_wallet_id\":\"(wal_.)\",\"to_wallet_id\":\"(wal_.)\",\"amount\":\\{\"value\":\"[1-9][0-9]{2}\\.00\","
                    + "\"currency\":\"EUR\"},\"description\":\"coffee\"}");

    @Test
    void makesWholeRequestsWithAKeyOfTheirOwnBetweenTwoWallets() {
        PaymentRequests requests = new PaymentRequests("token", WALLETS, 7);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Matcher request = REQUEST.matcher(next(requests));
            assertThat(request.matches()).isTrue();
            assertThat(keys.add(request.group(1))).isTrue();
            assertThat(request.group(2))
                    .isEqualTo(Integer.toString(request.group(3).length()));
            Matcher body = BODY.matcher(request.group(3));
            assertThat(body.matches()).as(request.group(3)).isTrue();
            assertThat(body.group(1)).isNotEqualTo(body.group(2));
            assertThat(WALLETS).contains(body.group(1), body.group(2));
        }
    }

    @Test
    void usesOtherKeysForAnotherSeed() {
        assertThat(key(new PaymentRequests("token", WALLETS, 1)))
                .isNotEqualTo(key(new PaymentRequests("token", WALLETS, 2)));
    }

    private static String key(PaymentRequests requests) {
        Matcher request = REQUEST.matcher(next(requests));
        assertThat(request.matches()).isTrue();
        return request.group(1);
    }

    private static String next(PaymentRequests requests) {
        ByteBuffer buffer = ByteBuffer.allocate(requests.largest());
        requests.write(buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }
}
