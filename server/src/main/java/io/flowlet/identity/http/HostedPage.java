package io.flowlet.identity.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The frame of every page that the server itself shows to people. */
final class HostedPage {
    private HostedPage() {}

    /**
     * A whole page.
     *
     * @param style address of its style sheet
     * @param title as HTML like all after it: what came from outside is escaped by now
     */
    static String of(String style, String title, String heading, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="robots" content="noindex">
                <title>%2$s - Flowlet</title>
                <link rel="stylesheet" href="%1$s">
                </head>
                <body>
                <main>
                <p class="product">Flowlet</p>
                <h1>%3$s</h1>
                %4$s</main>
                </body>
                </html>
                """.formatted(style, title, heading, body);
    }

    /** A style sheet that stands beside this class. */
    static String style(String name) {
        try (InputStream file = Objects.requireNonNull(HostedPage.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
