package io.flowlet.acceptance;

import io.flowlet.sdk.Deposits.NewDeposit;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.IdempotencyKey;
import io.flowlet.sdk.Money;
import io.flowlet.sdk.Payments.NewPayment;
import io.flowlet.sdk.Payments.Payment;
import io.flowlet.sdk.Retries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** A partner's program: the SDK with the demo's client, and a plain look at what the API does not serve. */
final class Caller implements AutoCloseable {
    /** Of many callers with one key most are told to wait; they do. */
    private static final Retries PATIENT =
            new Retries(60, Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofSeconds(1));

    private final HttpClient http = HttpClient.newHttpClient();
    private final Demo demo;
    private final Flowlet flowlet;

    Caller(Demo demo) {
        this.demo = demo;
        this.flowlet = Flowlet.at(demo.api())
                .client(demo.clientId(), demo.clientSecret())
                .answerTimeout(Duration.ofSeconds(60))
                .retries(PATIENT)
                .open();
    }

    Flowlet api() {
        return flowlet;
    }

    Payment pay(String value, IdempotencyKey key) {
        NewPayment payment = new NewPayment(demo.fromWallet(), demo.toWallet(), Money.of(value, "EUR"), null);
        return flowlet.payments().create(payment, key);
    }

    Payment pay(String value) {
        return pay(value, IdempotencyKey.fresh());
    }

    /** Puts play money into the wallet that pays. */
    void deposit(String value) {
        flowlet.deposits().create(new NewDeposit(demo.fromWallet(), Money.of(value, "EUR")));
    }

    /** What the wallet that is paid into can spend. */
    BigDecimal received() {
        return flowlet.wallets().balance(demo.toWallet()).available().value();
    }

    record Answer(int status, String body) {}

    /** With a token that is good for the API. */
    Answer get(URI address) {
        return get(address, flowlet.oauth().clientToken().accessToken());
    }

    /** With a token that is good for the API and a key of its own. */
    Answer post(URI address, String json) {
        return send(HttpRequest.newBuilder(address)
                .header(
                        "Authorization",
                        "Bearer " + flowlet.oauth().clientToken().accessToken())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** A form without a token, with one more header: a name and a value. */
    Answer form(URI address, String form, String... header) {
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .headers(header)
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    /** With whatever token. */
    Answer get(URI address, String token) {
        return send(HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + token)
                .build());
    }

    /** Without a token. */
    Answer look(URI address) {
        return send(HttpRequest.newBuilder(address).build());
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        flowlet.close();
        http.close();
    }
}
