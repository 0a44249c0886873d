package io.flowlet.bench.ledger;

import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Sample;
import io.flowlet.bench.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A ledger as it is usually built in SQL: one call a transfer, which locks both accounts in order, checks the balance, and writes the
 * transfer, two entries with their running balances, both accounts and the key, in a transaction of its own. Accounts as ours: 1,000.
 */
final class SqlLedger {
    static final String NAME = "one plpgsql call per transfer, 32 clients";

    private static final String SCHEMA = """
            create schema ledger;
            create table ledger.account (
              id bigint primary key,
              currency text not null,
              balance numeric not null default 0,
              version bigint not null default 0,
              floor numeric,
              ceiling numeric,
              updated_at timestamptz not null default now()
            );
            create table ledger.transfer (
              id uuid primary key,
              debit_account bigint not null references ledger.account,
              credit_account bigint not null references ledger.account,
              amount numeric not null check (amount > 0),
              created_at timestamptz not null default now(),
              check (debit_account <> credit_account)
            );
            create index on ledger.transfer (debit_account);
            create index on ledger.transfer (credit_account);
            create table ledger.entry (
              id uuid primary key,
              account bigint not null references ledger.account,
              transfer uuid not null references ledger.transfer,
              amount numeric not null,
              balance_before numeric not null,
              balance_after numeric not null,
              version bigint not null,
              created_at timestamptz not null default now(),
              unique (account, version)
            );
            create index on ledger.entry (transfer);
            create table ledger.idempotency (
              key text primary key,
              transfer uuid not null references ledger.transfer,
              answer jsonb not null,
              created_at timestamptz not null default now()
            );
            insert into ledger.account (id, currency, floor, ceiling)
              select n, 'EUR', -1000000000000000, 1000000000000000 from generate_series(1, 1000) n;
            """;

    private static final String POST = """
            create function ledger.post(a_key text, a_debit bigint, a_credit bigint, a_amount numeric) returns jsonb
              language plpgsql as $$
            declare
              found jsonb;
              debit ledger.account;
              credit ledger.account;
              made uuid := gen_random_uuid();
            begin
              select answer into found from ledger.idempotency where key = a_key;
              if found is not null then
                return found;
              end if;
              perform 1 from ledger.account where id in (a_debit, a_credit) order by id for update;
              select * into strict debit from ledger.account where id = a_debit;
              select * into strict credit from ledger.account where id = a_credit;
              if debit.currency <> credit.currency then
                raise exception 'currencies differ';
              end if;
              if debit.balance - a_amount < debit.floor then
                raise exception 'insufficient funds';
              end if;
              if credit.balance + a_amount > credit.ceiling then
                raise exception 'ceiling exceeded';
              end if;
              insert into ledger.transfer (id, debit_account, credit_account, amount) values (made, a_debit, a_credit, a_amount);
              update ledger.account set balance = balance - a_amount, version = version + 1, updated_at = now() where id = a_debit;
              update ledger.account set balance = balance + a_amount, version = version + 1, updated_at = now() where id = a_credit;
              insert into ledger.entry (id, account, transfer, amount, balance_before, balance_after, version) values
                (gen_random_uuid(), a_debit, made, -a_amount, debit.balance, debit.balance - a_amount, debit.version + 1),
                (gen_random_uuid(), a_credit, made, a_amount, credit.balance, credit.balance + a_amount, credit.version + 1);
              found := jsonb_build_object('id', made, 'debit', a_debit, 'credit', a_credit, 'amount', a_amount, 'at', now());
              insert into ledger.idempotency (key, transfer, answer) values (a_key, made, found);
              return found;
            end
            $$;
            """;

    private static final String CALL = """
            \\set debit random(1, 1000)
            \\set credit 1 + (:debit + random(0, 998)) % 1000
            \\set amount random(1, 10000)
            select ledger.post(gen_random_uuid()::text, :debit, :credit, :amount);
            """;

    private final Session session;
    private final BenchDatabase database;
    private final Path script;

    SqlLedger(Session session) throws Exception {
        this.session = session;
        database = session.server().create("sql_ledger");
        database.execute(SCHEMA);
        database.execute(POST);
        script = Files.writeString(session.server().folder().resolve("post.sql"), CALL);
    }

    /** One turn; prepared statements, because a program that cares prepares. */
    Sample sample() throws Exception {
        String seconds = Long.toString(Math.round(session.seconds()));
        return session.pgbench()
                .sample(
                        session.server().stopwatch(),
                        database,
                        List.of("-n", "-M", "prepared", "-c", "32", "-j", "2", "-T", seconds, "-f", script.toString()));
    }
}
