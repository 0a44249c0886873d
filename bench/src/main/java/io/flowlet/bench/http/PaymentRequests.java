package io.flowlet.bench.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** {@code POST /v1/payments} of small amounts between wallets of a program, each with a key of its own. */
public final class PaymentRequests implements Requests {
    private static final int KEY_DIGITS = 24;
    private static final int AMOUNT_DIGITS = 3;

    private final byte[] template;
    private final int keyAt;
    private final int fromAt;
    private final int toAt;
    private final int amountAt;
    private final byte[][] wallets;
    private final SplittableRandom random;
    private long next;

    /**
     * @param token of a client that may pay for subscribers
     * @param wallets their ids, all of one length
     * @param seed of who pays whom; two of one seed use the same keys
     */
    public PaymentRequests(String token, List<String> wallets, long seed) {
        this.wallets = wallets.stream()
                .map(id -> id.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        this.random = new SplittableRandom(seed);
        this.next = seed * 1_000_000_000L;
        String wallet = "#".repeat(this.wallets[0].length);
        String body = """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"###.00","currency":"EUR"},"description":"coffee"}""".formatted(wallet, wallet);
        String head =
                """
                POST /v1/payments HTTP/1.1
                Host: 127.0.0.1
                Authorization: Bearer %s
                Content-Type: application/json
                Accept: application/json
                Idempotency-Key: %s
                Content-Length: %d

                """.formatted(token, "#".repeat(KEY_DIGITS), body.length()).replace("\n", "\r\n");
        this.template = (head + body).getBytes(StandardCharsets.US_ASCII);
        this.keyAt = head.indexOf('#');
        this.fromAt = head.length() + body.indexOf('#');
        this.toAt = head.length() + body.indexOf('#', body.indexOf("to_wallet_id"));
        this.amountAt = head.length() + body.indexOf("###.00");
    }

    @Override
    public void write(ByteBuffer into) {
        digits(next++, keyAt, KEY_DIGITS);
        int from = random.nextInt(wallets.length);
        int to = (from + 1 + random.nextInt(wallets.length - 1)) % wallets.length;
        System.arraycopy(wallets[from], 0, template, fromAt, wallets[from].length);
        System.arraycopy(wallets[to], 0, template, toAt, wallets[to].length);
        digits(100 + random.nextInt(900), amountAt, AMOUNT_DIGITS);
        into.put(template);
    }

    @Override
    public int largest() {
        return template.length;
    }

    private void digits(long number, int at, int count) {
        long rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            template[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
