package io.flowlet.database;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The server's one data source: requests share a pool of {@code flowlet_app}. */
@Configuration(proxyBeanMethods = false)
class Pools {
    /** A caller whose request finds no connection is told 503 before it gives up by itself. */
    private static final Duration WAIT = Duration.ofMillis(2500);

    @Bean
    HikariDataSource appPool(DatabaseSettings settings) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("app");
        pool.setDataSource(new Connections(settings).direct(DatabaseRole.APP));
        pool.setMaximumPoolSize(settings.poolSize());
        pool.setConnectionTimeout(WAIT.toMillis());
        pool.setInitializationFailTimeout(-1); // DatabaseGuard tells what is wrong; a database that is away comes back
        return pool;
    }
}
