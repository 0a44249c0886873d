package io.flowlet.database;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where PostgreSQL is and the password of each role; the users' names are fixed by {@code deploy/postgres/roles.sql}.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param appPassword of {@code flowlet_app}, which serves requests
 * @param sequencerPassword of {@code flowlet_sequencer}, which keeps the audit log's tree
 * @param ownerPassword needed by {@code migrate} only; leave it out of the server's environment
 * @param readerPassword needed by {@code ledger verify} and {@code audit export} only
 * @param poolSize connections for requests, 2 to 200
 */
@ConfigurationProperties("flowlet.database")
public record DatabaseSettings(
        @NotBlank
        @Pattern(regexp = "jdbc:postgresql://[^ ]+", message = "must look like jdbc:postgresql://host:5432/flowlet")
        String url,

        @NotBlank String appPassword,
        @NotBlank String sequencerPassword,
        @Nullable String ownerPassword,
        @Nullable String readerPassword,
        @DefaultValue("16") @Min(2) @Max(200) int poolSize) {
    /** Without the passwords, and without what the address may carry behind its question mark. */
    @Override
    public String toString() {
        return "DatabaseSettings[" + url.replaceFirst("[?].*", "") + "]";
    }
}
