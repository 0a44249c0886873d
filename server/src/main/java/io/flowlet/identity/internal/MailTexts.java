package io.flowlet.identity.internal;

import io.flowlet.identity.Notice;
import io.flowlet.mail.Mail;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** The texts of mails: a file for each notice, whose first line is the subject. Nothing that a caller sent stands in one. */
@Component
public final class MailTexts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Map<Notice, String> texts = new EnumMap<>(Notice.class);

    MailTexts() {
        Arrays.stream(Notice.values()).forEach(notice -> texts.put(notice, read(notice)));
    }

    /** @param link for the notices that have one */
    public Mail mail(String to, Notice notice, Instant at, String link) {
        String text = Objects.requireNonNull(texts.get(notice));
        int end = text.indexOf('\n');
        String body = text.substring(end + 1)
                .strip()
                .replace("{time}", TIME.format(at))
                .replace("{link}", link);
        return new Mail(to, text.substring(0, end), body + "\n");
    }

    private static String read(Notice notice) {
        String name = "/io/flowlet/identity/mail/" + notice.code() + ".txt";
        try (InputStream file = Objects.requireNonNull(MailTexts.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
