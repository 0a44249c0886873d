-- Money. One signed number an account, credits minus debits, in minor units: the balances of a currency sum to zero.

create sequence ledger.account_id;

-- The hot row: what a posting reads and writes, nothing else. No index on a column that changes and half-empty pages keep its updates HOT.
-- The owner is the module through whose facade the account moves; it never changes.
-- The text of an account lives in account_info, the history of its limits in account_bounds.
create table ledger.account (
  tenant_id int not null,
  currency smallint not null check (currency between 1 and 999),
  kind smallint not null check (kind between 1 and 5),
  id bigint not null default nextval('ledger.account_id'),
  posted bigint not null default 0 check (posted > -9223372036854775808),
  held_out bigint not null default 0 check (held_out >= 0),
  held_in bigint not null default 0 check (held_in >= 0),
  version bigint not null default 0 check (version >= 0),
  floor bigint,
  ceiling bigint,
  state smallint not null default 0 check (state between 0 and 3),
  credit_normal boolean not null,
  owner text not null check (owner ~ '^[a-z]{1,20}$'),
  primary key (tenant_id, id)
) with (fillfactor = 50);
create index account_by_owner on ledger.account (tenant_id, owner, id);

-- What never changes and no posting writes.
create table ledger.account_info (
  tenant_id int not null,
  id bigint not null,
  public_id uuid not null,
  gl_code text not null check (gl_code ~ '^[0-9]{4,8}$'),
  name text not null check (name ~ '^[a-z0-9_.:-]{1,64}$'),
  opened_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, public_id),
  foreign key (tenant_id, id) references ledger.account
);

-- Which limits held from which version on: without it nobody could say afterwards whether an old version broke one.
create table ledger.account_bounds (
  tenant_id int not null,
  account_id bigint not null,
  from_version bigint not null check (from_version >= 0),
  floor bigint,
  ceiling bigint,
  set_at timestamptz not null,
  primary key (tenant_id, account_id, from_version),
  foreign key (tenant_id, account_id) references ledger.account
);

-- One row carries both legs, each with the version and the balance of its account afterwards.
-- kind: 1 post, 2 hold, 3 capture, 4 void, 5 expire, 6 reversal, 7 adjustment; 1, 3, 6 and 7 move the amount.
-- The legs of one transaction have the ids tx_id, tx_id + 1, …: its first leg's id is the transaction's.
create table ledger.transfer (
  tenant_id int not null,
  kind smallint not null check (kind between 1 and 7),
  currency smallint not null,
  id uuid not null,
  tx_id uuid not null,
  debit_account bigint not null,
  debit_version bigint not null check (debit_version > 0),
  debit_balance bigint not null,
  credit_account bigint not null,
  credit_version bigint not null check (credit_version > 0),
  credit_balance bigint not null,
  amount bigint not null check (amount > 0),
  value_at timestamptz not null,
  booked_at timestamptz not null,
  ref_id uuid,  -- the hold that is captured, voided or expired, the transfer that is reversed; null otherwise
  held bigint,  -- what this adds to the debited account's held_out and the credited account's held_in; null for nothing
  primary key (tenant_id, id),
  check (debit_account <> credit_account)
) partition by range (id);

-- Entries as an account sees them. The caller's own policies apply, not those of the view's owner.
create view ledger.entry with (security_invoker = true) as
select tenant_id, debit_account as account_id, debit_version as version, debit_balance as balance, id, tx_id, kind,
       case when kind in (1, 3, 6, 7) then -amount else 0 end as change, held as held_out, null::bigint as held_in,
       credit_account as other_account_id, amount, currency, value_at, booked_at, ref_id
from ledger.transfer
union all
select tenant_id, credit_account, credit_version, credit_balance, id, tx_id, kind,
       case when kind in (1, 3, 6, 7) then amount else 0 end, null::bigint, held,
       debit_account, amount, currency, value_at, booked_at, ref_id
from ledger.transfer;

select flowlet.tenant_table('ledger.account');
select flowlet.tenant_table('ledger.account_info');
select flowlet.tenant_table('ledger.account_bounds');
select flowlet.tenant_table('ledger.transfer');
select flowlet.append_only('ledger.account_info');
select flowlet.append_only('ledger.account_bounds');
select flowlet.append_only('ledger.transfer');

-- A partition is reached through its parent only, has its own policies and triggers, and its own unique indexes: version numbers
-- cannot be unique over all partitions, the checker sees to that.
create function ledger.protect_transfer_partition(target regclass) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  perform flowlet.protect_partition(target);
  execute format('create unique index on %s (tenant_id, debit_account, debit_version)', target);
  execute format('create unique index on %s (tenant_id, credit_account, credit_version)', target);
end
$$;

-- What falls into no month is not refused, but the alarm for a partition that was not made in time looks here.
create table ledger.transfer_default partition of ledger.transfer default;
select ledger.protect_transfer_partition('ledger.transfer_default');

-- The least UUIDv7 of an instant: its milliseconds are the first 48 bits.
create function ledger.least_id(at timestamptz) returns uuid
  language sql immutable strict set search_path = pg_catalog as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Makes the partitions of this month and of the given number of months after it, where they are missing; says how many it made.
create function ledger.make_partitions(months int) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  this_month timestamp := date_trunc('month', now() at time zone 'UTC');
  month timestamp;
  name text;
  made int := 0;
begin
  if months not between 0 and 120 then
    raise exception 'months must be 0 to 120' using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtext('ledger.make_partitions'));
  for i in 0 .. months loop
    month := this_month + make_interval(months => i);
    name := to_char(month, '"transfer_"YYYY_MM');
    continue when to_regclass(format('ledger.%I', name)) is not null;
    -- made alone and attached, because "partition of" would lock out every reader of the parent
    execute format('create table ledger.%I (like ledger.transfer including defaults including constraints)', name);
    execute format(
      'alter table ledger.transfer attach partition ledger.%I for values from (%L) to (%L)',
      name,
      ledger.least_id(month at time zone 'UTC'),
      ledger.least_id((month + interval '1 month') at time zone 'UTC'));
    perform ledger.protect_transfer_partition(format('ledger.%I', name)::regclass);
    made := made + 1;
  end loop;
  return made;
end
$$;
select ledger.make_partitions(6);

grant usage on schema ledger to flowlet_app, flowlet_reader;
grant usage on sequence ledger.account_id to flowlet_app;
grant select on ledger.account, ledger.account_info, ledger.account_bounds, ledger.transfer, ledger.entry to flowlet_app, flowlet_reader;
-- an account starts empty: the application cannot even name the other columns
grant insert (tenant_id, currency, kind, floor, ceiling, credit_normal, owner) on ledger.account to flowlet_app;
grant update (posted, held_out, held_in, version, floor, ceiling, state) on ledger.account to flowlet_app;
grant insert on ledger.account_info, ledger.account_bounds, ledger.transfer to flowlet_app;
revoke all on function
  ledger.make_partitions(int), ledger.protect_transfer_partition(regclass), ledger.least_id(timestamptz) from public;
grant execute on function ledger.make_partitions(int) to flowlet_app;
