package io.flowlet.identity;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A server as for real money: second factors are required, and mail leaves. */
@TestPropertySource(
        properties = {
            "flowlet.identity.factors.required-of-staff=true",
            "flowlet.identity.factors.required-of-wallet-holders=true"
        })
abstract class StrictSignInTests extends SignInTests {
    private static final GreenMail MAIL = mailServer();

    @Autowired
    OutgoingMail outgoing;

    @DynamicPropertySource
    static void mail(DynamicPropertyRegistry settings) {
        settings.add("flowlet.mail.host", () -> "127.0.0.1");
        settings.add("flowlet.mail.port", () -> MAIL.getSmtp().getPort());
        settings.add("flowlet.mail.security", () -> "none");
        settings.add("flowlet.mail.from", () -> "no-reply@example.com");
    }

    // until the tests end
    private static GreenMail mailServer() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    /** Subjects of what arrived for {@code person}, in the order in which it was sent. */
    List<String> subjects(Person person) {
        return got(person).stream().map(StrictSignInTests::subject).toList();
    }

    /** The text of the newest mail for {@code person}. */
    String newestText(Person person) {
        try {
            return got(person).getLast().getContent().toString();
        } catch (MessagingException | java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<MimeMessage> got(Person person) {
        outgoing.runOnce();
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> recipient(mail).equals(person.email()))
                .toList();
    }

    private static String recipient(MimeMessage mail) {
        try {
            return mail.getRecipients(Message.RecipientType.TO)[0].toString();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
