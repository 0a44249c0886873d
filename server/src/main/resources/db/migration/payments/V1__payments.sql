-- What moved and by whose authority; the money itself is the ledger transaction tx_id, written in the same database transaction.
create table payments.payment (
  tenant_id int not null,
  id uuid not null,
  kind text not null check (kind in ('payment', 'deposit')),
  from_wallet uuid,
  to_wallet uuid not null,
  amount bigint not null check (amount > 0),
  currency smallint not null,
  tx_id uuid not null,
  description bytea,
  initiated_by uuid not null,
  authority text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  check ((kind = 'deposit') = (from_wallet is null))
);
select flowlet.tenant_table('payments.payment');
select flowlet.append_only('payments.payment');

-- Where a test tenant's play money comes from: one account for each currency. Live tenants have none.
create table payments.funding (
  tenant_id int not null,
  currency smallint not null,
  account_id bigint not null,
  primary key (tenant_id, currency)
);
select flowlet.tenant_table('payments.funding');
select flowlet.append_only('payments.funding');

grant usage on schema payments to flowlet_app, flowlet_reader;
grant select, insert on payments.payment, payments.funding to flowlet_app;
grant select on payments.payment, payments.funding to flowlet_reader;
