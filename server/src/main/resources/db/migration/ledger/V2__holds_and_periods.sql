-- Holds, reversals, counters, limits that change, and the state of a tenant's books.

-- revision counts changes of limits and state: what If-Match compares. The counters are sums of the day and of the month that counted_day
-- (days since 1970-01-01, UTC, by booking) lies in; for another day or month they read as zero.
alter table ledger.account
  add column revision int not null default 0 check (revision >= 0),
  add column counted_day int not null default 0,
  add column day_debited bigint not null default 0 check (day_debited >= 0),
  add column day_credited bigint not null default 0 check (day_credited >= 0),
  add column month_debited bigint not null default 0 check (month_debited >= 0),
  add column month_credited bigint not null default 0 check (month_credited >= 0);
grant update (revision, counted_day, day_debited, day_credited, month_debited, month_credited) on ledger.account to flowlet_app;

-- limits can change twice between two entries
alter table ledger.account_bounds add column revision int not null default 0;
alter table ledger.account_bounds drop constraint account_bounds_pkey;
alter table ledger.account_bounds add primary key (tenant_id, account_id, from_version, revision);

-- One row a hold, for ever: id is that of the transfer that placed it. Whoever changes it has locked both accounts.
-- state: 0 open, 1 captured, 2 voided, 3 expired.
create table ledger.hold (
  tenant_id int not null,
  currency smallint not null,
  state smallint not null default 0 check (state between 0 and 3),
  id uuid not null,
  debit_account bigint not null,
  credit_account bigint not null,
  amount bigint not null check (amount > 0),
  remaining bigint not null check (remaining between 0 and amount),
  captured bigint not null default 0 check (captured between 0 and capture_limit),
  capture_limit bigint not null check (capture_limit >= amount),
  expires_at timestamptz,
  placed_at timestamptz not null,
  primary key (tenant_id, id),
  check ((state = 0) = (remaining > 0))
);
create index hold_to_expire on ledger.hold (tenant_id, expires_at) where state = 0 and expires_at is not null;

-- One row a transfer of which something moved back, for ever.
create table ledger.reversal (
  tenant_id int not null,
  transfer_id uuid not null,
  amount bigint not null check (amount > 0),
  reversed bigint not null check (reversed between 1 and amount),
  primary key (tenant_id, transfer_id)
);

-- One row a tenant. Every batch reads it "for share", whoever needs a moment in which no batch of the tenant is half-way locks it "for
-- update": closing a period, sealing.
create table ledger.book (
  tenant_id int primary key,
  closed_before timestamptz not null default '-infinity' -- value dates before are closed
);
insert into ledger.book (tenant_id) select distinct tenant_id from ledger.account;

select flowlet.tenant_table('ledger.hold');
select flowlet.tenant_table('ledger.reversal');
select flowlet.tenant_table('ledger.book');
grant select on ledger.hold, ledger.reversal, ledger.book to flowlet_app, flowlet_reader;
grant insert, update (state, remaining, captured) on ledger.hold to flowlet_app;
grant insert, update (reversed) on ledger.reversal to flowlet_app;
grant insert, update (closed_before) on ledger.book to flowlet_app;
