package io.flowlet.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Sends mail, one at a time, and waits for the server's answer: never call it in a transaction. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8314#section-3">RFC 8314, 3</a>
 */
@Component
public final class Mails {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final MailSettings settings;
    private final @Nullable JavaMailSenderImpl server;

    Mails(MailSettings settings) {
        this.settings = settings;
        this.server = settings.host() == null ? null : server(settings, settings.host());
    }

    /** Whether any mail leaves at all. */
    public boolean isOn() {
        return server != null || settings.folder() != null;
    }

    /**
     * Sends {@code mail}.
     *
     * @throws MailNotSent if it was not taken; it may be tried again
     * @throws IllegalStateException if there is nowhere to send it
     */
    public void send(Mail mail) {
        if (server != null) {
            send(server, mail);
        } else if (settings.folder() != null) {
            write(settings.folder(), mail);
        } else {
            throw new IllegalStateException("no mail leaves: ask isOn() before");
        }
    }

    // causes are left out: servers repeat addresses in what they answer
    private void send(JavaMailSenderImpl sender, Mail mail) {
        try {
            var message = sender.createMimeMessage();
            var helper = new MimeMessageHelper(message, UTF_8);
            helper.setFrom(Objects.requireNonNull(settings.from()), settings.fromName());
            helper.setTo(new InternetAddress(mail.to(), true));
            helper.setSubject(mail.subject());
            helper.setText(mail.text());
            message.setHeader("Auto-Submitted", "auto-generated");
            sender.send(message);
        } catch (AddressException e) {
            throw new MailNotSent("the address is none");
        } catch (MailException | jakarta.mail.MessagingException | UnsupportedEncodingException e) {
            throw new MailNotSent(e.getClass().getSimpleName());
        }
    }

    private static void write(Path folder, Mail mail) {
        try {
            Files.createDirectories(folder);
            String name = "%d-%s.txt".formatted(System.currentTimeMillis(), UUID.randomUUID());
            Files.writeString(
                    folder.resolve(name),
                    "To: %s%nSubject: %s%n%n%s".formatted(mail.to(), mail.subject(), mail.text()));
        } catch (IOException e) {
            throw new MailNotSent("the folder takes nothing");
        }
    }

    private static JavaMailSenderImpl server(MailSettings settings, String host) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(host);
        sender.setPort(settings.port());
        sender.setUsername(settings.username());
        sender.setPassword(settings.password());
        String millis = Long.toString(settings.patience().toMillis());
        Properties smtp = sender.getJavaMailProperties();
        smtp.put("mail.smtp.connectiontimeout", millis);
        smtp.put("mail.smtp.timeout", millis);
        smtp.put("mail.smtp.writetimeout", millis);
        smtp.put("mail.smtp.auth", Boolean.toString(settings.username() != null));
        smtp.put("mail.smtp.ssl.checkserveridentity", "true");
        smtp.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        smtp.put("mail.smtp.ssl.enable", Boolean.toString(settings.security().equals("tls")));
        boolean upgraded = settings.security().equals("starttls");
        smtp.put("mail.smtp.starttls.enable", Boolean.toString(upgraded));
        // a server that does not offer it gets nothing: without this one in between could take the offer away
        smtp.put("mail.smtp.starttls.required", Boolean.toString(upgraded));
        return sender;
    }
}
