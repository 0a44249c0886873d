package io.flowlet.mail;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How mail leaves. Without a host or a folder none does, and what needs mail is not offered.
 *
 * @param host of the SMTP server that takes it
 * @param port 587 for STARTTLS and 465 for TLS are usual
 * @param security starttls or tls; none only to the loopback
 * @param username at the server; nothing if it asks for none
 * @param password of that user
 * @param from the address that it is from
 * @param fromName what stands beside that address
 * @param patience how long the server may take for each answer
 * @param folder where it is written to instead of sent: for trying out only
 */
@ConfigurationProperties("flowlet.mail")
public record MailSettings(
        @Nullable @Pattern(regexp = "[A-Za-z0-9.:\\[\\]-]{1,253}", message = "must be a host name or an address")
        String host,

        @DefaultValue("587") @Min(1) @Max(65_535) int port,

        @DefaultValue("starttls")
        @NotNull
        @Pattern(regexp = "starttls|tls|none", message = "must be starttls, tls or none")
        String security,

        @Nullable String username,
        @Nullable String password,

        @Nullable
        @Pattern(
                regexp = "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,189}",
                message = "must be an address such as no-reply@example.com")
        String from,

        @DefaultValue("Flowlet")
        @NotNull
        @Pattern(regexp = "[A-Za-z0-9 ._-]{1,60}", message = "must be 1 to 60 letters, digits, blanks or . _ -")
        String fromName,

        @DefaultValue("10s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 1)
        Duration patience,

        @Nullable Path folder) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    @AssertTrue(message = "mail.host and mail.folder exclude each other")
    boolean isOneWayOnly() {
        return host == null || folder == null;
    }

    @AssertTrue(message = "mail.host needs mail.from")
    boolean isFromSomebody() {
        return host == null || from != null;
    }

    @AssertTrue(message = "mail.security may be none only if mail.host is on the loopback: localhost, 127.0.0.1 or ::1")
    boolean isSecure() {
        return host == null || !"none".equals(security) || LOOPBACK.contains(host);
    }

    @AssertTrue(message = "mail.username and mail.password belong together")
    boolean isWholeLogin() {
        return (username == null) == (password == null);
    }

    /** The fix by the key of the setting that a production server must not start with; empty when all is well. */
    public SortedMap<String, String> wrongForProduction() {
        SortedMap<String, String> fixes = new TreeMap<>();
        if (folder != null) {
            fixes.put("mail.folder", "name mail.host and mail.from instead: nobody gets what is written to a folder");
        }
        return fixes;
    }

    @Override
    public String toString() {
        return "MailSettings[…]";
    }
}
