package io.flowlet.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail over a real SMTP server, which sees nothing that another one could read on the way. */
class MailsTests {
    private static final Mail MAIL = new Mail("ada@example.com", "Grüße", "Ein Text mit ä.\n");

    private GreenMail server;

    @BeforeEach
    void startServer() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    @Test
    void sendsPlainTextToTheLoopback() throws Exception {
        new Mails(settings("none", null)).send(MAIL);
        MimeMessage got = server.getReceivedMessages()[0];
        assertThat(got.getSubject()).isEqualTo("Grüße");
        assertThat(got.getContent().toString()).contains("Ein Text mit ä.");
        assertThat(got.getContentType()).startsWith("text/plain");
        assertThat(got.getFrom()[0].toString()).isEqualTo("Flowlet <no-reply@example.com>");
        assertThat(got.getAllRecipients()[0].toString()).isEqualTo("ada@example.com");
        assertThat(got.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void givesNothingToAServerThatOffersNoTls() {
        Mails mails = new Mails(settings("starttls", null));
        assertThatThrownBy(() -> mails.send(MAIL)).isInstanceOf(MailNotSent.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void givesNothingToAServerWhoseCertificateNobodyVouchesFor() {
        GreenMail secure = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        secure.start();
        try {
            Mails mails = new Mails(settings("tls", secure.getSmtps().getPort()));
            assertThatThrownBy(() -> mails.send(MAIL)).isInstanceOf(MailNotSent.class);
            assertThat(secure.getReceivedMessages()).isEmpty();
        } finally {
            secure.stop();
        }
    }

    @Test
    void saysNothingOfWhomItWasFor() {
        Mails mails = new Mails(settings("none", null));
        for (String to : List.of("nobody", "a@b, c@d", "ada@example.com\r\nBcc: eve@example.com", "")) {
            assertThatThrownBy(() -> mails.send(new Mail(to, "x", "y")))
                    .as(to)
                    .isInstanceOf(MailNotSent.class)
                    .hasNoCause();
        }
        server.stop();
        assertThatThrownBy(() -> mails.send(MAIL))
                .isInstanceOf(MailNotSent.class)
                .hasMessageNotContaining("ada")
                .hasNoCause();
        assertThat(MAIL.toString()).doesNotContain("ada", "Text");
    }

    @Test
    void writesIntoAFolderInstead(@TempDir Path folder) throws IOException {
        Mails mails = new Mails(folder(folder.resolve("mail")));
        assertThat(mails.isOn()).isTrue();
        mails.send(MAIL);
        try (Stream<Path> files = Files.list(folder.resolve("mail"))) {
            assertThat(Files.readString(files.findFirst().orElseThrow()))
                    .contains("To: ada@example.com", "Subject: Grüße", "Ein Text");
        }
        assertThat(folder(folder).wrongForProduction()).containsKey("mail.folder");
    }

    @Test
    void isOffWithoutAnything() {
        Mails mails = new Mails(folder(null));
        assertThat(mails.isOn()).isFalse();
        assertThatThrownBy(() -> mails.send(MAIL)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesSettingsThatLeakOrLead() {
        assertThat(faults("smtp.example.com", "none", "a@example.com")).anyMatch(fault -> fault.contains("loopback"));
        assertThat(faults("smtp.example.com", "starttls", null)).anyMatch(fault -> fault.contains("mail.from"));
        assertThat(faults("smtp.example.com", "plain", "a@example.com")).anyMatch(fault -> fault.contains("starttls"));
        assertThat(faults("smtp.example.com\r\n", "tls", "a@example.com")).anyMatch(fault -> fault.contains("host"));
        assertThat(faults("smtp.example.com", "tls", "a@example.com\nBcc: b@c.de"))
                .isNotEmpty();
        assertThat(faults("smtp.example.com", "starttls", "a@example.com")).isEmpty();
        assertThat(faults("localhost", "none", "a@example.com")).isEmpty();
    }

    private static List<String> faults(String host, String security, @Nullable String from) {
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            Validator validator = factory.getValidator();
            var settings =
                    new MailSettings(host, 587, security, null, null, from, "Flowlet", Duration.ofSeconds(2), null);
            return validator.validate(settings).stream()
                    .map(fault -> fault.getPropertyPath() + " " + fault.getMessage())
                    .toList();
        }
    }

    private MailSettings settings(String security, @Nullable Integer port) {
        int at = port == null ? server.getSmtp().getPort() : port;
        return new MailSettings(
                "127.0.0.1", at, security, null, null, "no-reply@example.com", "Flowlet", Duration.ofSeconds(2), null);
    }

    private static MailSettings folder(@Nullable Path folder) {
        return new MailSettings(null, 587, "starttls", null, null, null, "Flowlet", Duration.ofSeconds(2), folder);
    }
}
