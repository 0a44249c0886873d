-- The books over time: balances of past days, closed periods, seals.

-- How an account stood at the end of a day (UTC) on which something was booked on it. Written once the day is over; only balance changes
-- afterwards, by back-dated postings in their own transaction. Whoever writes here has locked the account.
create table ledger.balance_day (
  tenant_id int not null,
  account_id bigint not null,
  value_day date not null,
  balance bigint not null,  -- all entries whose value date is this day or earlier, whenever they were booked
  booked bigint not null,   -- all entries that were booked on this day or earlier
  version bigint not null check (version > 0), -- the last entry that was booked on this day or earlier
  settled bigint not null check (settled between 0 and version), -- up to here every entry was; less than version only if clocks differed
  held_out bigint not null, -- of all entries up to version
  held_in bigint not null,
  primary key (tenant_id, account_id, value_day)
);

-- How far the days are written: all of them through this day, and of the next one the accounts up to this number.
create table ledger.snapshot_progress (
  tenant_id int primary key,
  through date not null,
  after_account bigint not null default 0
);

-- Back-dated transfers are few, so these stay small: a transfer that takes effect when it is booked is in neither.
create index transfer_back_dated_debit on ledger.transfer (tenant_id, debit_account, value_at) where value_at <> booked_at;
create index transfer_back_dated_credit on ledger.transfer (tenant_id, credit_account, value_at) where value_at <> booked_at;

-- A closed period reaches from the one before through this day (UTC).
create table ledger.period (
  tenant_id int not null,
  closed_through date not null,
  closed_at timestamptz not null,
  closed_by text not null,
  digest bytea not null check (length(digest) = 32), -- SHA-256 of the lines
  primary key (tenant_id, closed_through)
);

-- The trial balance by value date at the end of a closed period. Sums can be larger than one amount.
create table ledger.period_balance (
  tenant_id int not null,
  closed_through date not null,
  gl_code text not null,
  currency smallint not null,
  debit numeric(38) not null check (debit >= 0),
  credit numeric(38) not null check (credit >= 0),
  primary key (tenant_id, closed_through, gl_code, currency),
  foreign key (tenant_id, closed_through) references ledger.period
);

-- A seal commits to the transfers with after_id < id <= through_id: root is a Merkle tree's (RFC 6962) over them in the order of their ids.
create table ledger.seal (
  tenant_id int not null,
  number bigint not null check (number > 0),
  after_id uuid not null,
  through_id uuid not null check (through_id > after_id),
  transfers bigint not null check (transfers > 0),
  root bytea not null check (length(root) = 32),
  sealed_at timestamptz not null,
  primary key (tenant_id, number)
);

select flowlet.tenant_table('ledger.balance_day');
select flowlet.tenant_table('ledger.snapshot_progress');
select flowlet.tenant_table('ledger.period');
select flowlet.tenant_table('ledger.period_balance');
select flowlet.tenant_table('ledger.seal');
select flowlet.append_only('ledger.period');
select flowlet.append_only('ledger.period_balance');
select flowlet.append_only('ledger.seal');

-- How many transfers fell into no month; counts to the limit only. Nobody but the owner reads a partition by its own name.
create function ledger.default_partition_rows(most int) returns bigint
  language sql stable security definer set search_path = pg_catalog as $$
  select count(*) from (select from ledger.transfer_default limit most) counted
$$;
revoke all on function ledger.default_partition_rows(int) from public;
grant execute on function ledger.default_partition_rows(int) to flowlet_app;

grant select on ledger.balance_day, ledger.snapshot_progress, ledger.period, ledger.period_balance, ledger.seal
  to flowlet_app, flowlet_reader;
grant insert, update (balance) on ledger.balance_day to flowlet_app;
grant insert, update (through, after_account) on ledger.snapshot_progress to flowlet_app;
grant insert on ledger.period, ledger.period_balance, ledger.seal to flowlet_app;
