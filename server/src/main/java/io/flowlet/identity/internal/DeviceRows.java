package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.identity.Account;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Browsers in which somebody signed in before as rows, the last {@value #KEPT} of each account; needs a transaction of their tenant. */
@Component
public final class DeviceRows {
    static final int KEPT = 20;

    private static final String KNOWS =
            "select exists (select from identity.device where tenant_id = ? and digest = ?)";
    private static final String TOUCH = "update identity.device set used_at = ? where tenant_id = ? and digest = ?";
    private static final String HAS = "select exists (select from identity.device where tenant_id = ? and account = ?)";
    private static final String INSERT = """
            insert into identity.device (tenant_id, digest, account, made_at, used_at) values (?, ?, ?, ?, ?)
            """;
    private static final String TRIM = """
            delete from identity.device where tenant_id = ? and account = ? and digest not in
              (select digest from identity.device where tenant_id = ? and account = ? order by used_at desc limit ?)
            """;
    private static final String REMOVE_ALL = "delete from identity.device where tenant_id = ? and account = ?";

    private final JdbcTemplate jdbc;

    DeviceRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public boolean knows(TenantId tenant, byte[] digest) {
        return is(jdbc.queryForObject(KNOWS, Boolean.class, tenant.value(), digest));
    }

    /** Notes a use; says whether the browser is new to an account that knows others. */
    boolean used(Account account, byte[] digest, Instant now) {
        int tenant = account.tenant().value();
        Timestamp at = Timestamp.from(now);
        if (jdbc.update(TOUCH, at, tenant, digest) == 1) {
            return false;
        }
        boolean others = is(jdbc.queryForObject(HAS, Boolean.class, tenant, account.id()));
        jdbc.update(INSERT, tenant, digest, account.id(), at, at);
        jdbc.update(TRIM, tenant, account.id(), tenant, account.id(), KEPT);
        return others;
    }

    public void removeAll(TenantId tenant, UUID account) {
        jdbc.update(REMOVE_ALL, tenant.value(), account);
    }

    private static boolean is(@Nullable Boolean answer) {
        return Boolean.TRUE.equals(answer);
    }
}
