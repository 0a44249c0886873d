package io.flowlet.vault.internal;

import io.flowlet.vault.SealedColumn;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that rewrite one column, made once from names that are constants of the modules. Each stays within one tenant. */
final class ResealSql {
    private final String first;
    private final String next;
    private final String swap;
    private final String allow;

    ResealSql(SealedColumn column) {
        String table = column.table();
        String value = column.column();
        List<String> names = column.keys().stream().map(SealedColumn.Key::name).toList();
        String keys = each(names, "t.%s");
        String page = "select %s, %s, t.%s from %s t where t.tenant_id = ? and t.%s is not null"
                .formatted(keys, column.whose(), value, table, value);
        String rest = " order by %s limit %d".formatted(keys, column.rowsAtOnce());
        this.first = page + rest;
        this.next = page + " and (%s) > (%s)".formatted(keys, commas(Collections.nCopies(names.size(), "?"))) + rest;
        // waits for nobody, so that no request can wait for this in a circle; what is locked just now is found again in
        // the next pass
        this.swap = """
                with free as materialized (
                  select %1$s, n.was, n.sealed
                  from unnest(%2$s, ?::bytea[], ?::bytea[]) as n (%3$s, was, sealed)
                  join %4$s t on t.tenant_id = ? and %5$s and t.%6$s = n.was
                  for no key update of t skip locked)
                update %4$s t set %6$s = f.sealed from free f where t.tenant_id = ? and %7$s and t.%6$s = f.was
                """.formatted(
                keys,
                column.keys().stream().map(key -> "?::" + key.type() + "[]").collect(Collectors.joining(", ")),
                commas(names),
                table,
                equal(names, "n"),
                value,
                equal(names, "f"));
        this.allow = "set local flowlet.resealing = '" + value + "'";
    }

    /** The first rows of a tenant: keys, subject, value. Parameter: tenant. */
    String first() {
        return first;
    }

    /** The rows after one. Parameters: tenant, that one's keys. */
    String next() {
        return next;
    }

    /** Puts new values in the place of old ones where those still stand. Parameters: an array of each key, of old and new values, tenant twice. */
    String swap() {
        return swap;
    }

    /** Lets the open transaction do so in tables whose rows otherwise never change. */
    String allow() {
        return allow;
    }

    private static String each(List<String> names, String form) {
        return names.stream().map(form::formatted).collect(Collectors.joining(", "));
    }

    private static String commas(List<String> parts) {
        return String.join(", ", parts);
    }

    private static String equal(List<String> names, String with) {
        return names.stream()
                .map(name -> "t.%1$s = %2$s.%1$s".formatted(name, with))
                .collect(Collectors.joining(" and "));
    }
}
