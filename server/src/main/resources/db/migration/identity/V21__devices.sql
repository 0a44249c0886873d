-- Browsers in which somebody signed in before, by a cookie that says nothing else: nobody else's wrong passwords keep them from signing in, and others
-- are told to the person. The digest is over the address's index too, so that it is found without looking for the account.
create table identity.device (
  tenant_id int not null,
  digest bytea not null check (length(digest) = 32),
  account uuid not null,
  made_at timestamptz not null,
  used_at timestamptz not null,
  primary key (tenant_id, digest),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.device');
create index device_of_account on identity.device (tenant_id, account, used_at);
grant select, insert, delete, update (used_at) on identity.device to flowlet_app;
grant select on identity.device to flowlet_reader;
