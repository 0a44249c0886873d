package io.flowlet.mail;

/** Plain text to one address. Holds personal data in clear: never log it. */
public record Mail(String to, String subject, String text) {
    @Override
    public String toString() {
        return "Mail[…]";
    }
}
