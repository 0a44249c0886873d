package io.flowlet.mail;

/** No server took the mail, or none that may see it. Says nothing of whom it was for. */
public final class MailNotSent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MailNotSent(String why) {
        super(why);
    }
}
