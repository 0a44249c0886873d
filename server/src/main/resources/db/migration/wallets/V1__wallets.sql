-- A wallet is a subscriber's account in one currency; its money lives in the ledger account that it names.
create table wallets.wallet (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  currency smallint not null,
  account_id bigint not null,
  opened_at timestamptz not null,
  primary key (tenant_id, id)
);
create index wallet_of_subscriber on wallets.wallet (tenant_id, subscriber, id);
select flowlet.tenant_table('wallets.wallet');
select flowlet.append_only('wallets.wallet');
grant usage on schema wallets to flowlet_app, flowlet_reader;
grant select, insert on wallets.wallet to flowlet_app;
grant select on wallets.wallet to flowlet_reader;
