package io.flowlet.audit.internal;

import io.flowlet.audit.AuditSettings;
import io.flowlet.vault.SigningKeys;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the log is called, who signs it, and as whom it is written. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    @Bean
    LogKey logKey(AuditSettings settings, SigningKeys keys) {
        return new LogKey(settings.origin(), keys.checkpointPublicKey(), keys::signCheckpoint);
    }

    @Bean
    TreeTables treeTables(JdbcTemplate jdbc) {
        return new TreeTables(jdbc);
    }

    @Bean
    Leaderships leaderships(SequencerSessions sessions, LogKey key, Clock clock) {
        return new Leaderships(sessions, key, clock);
    }
}
