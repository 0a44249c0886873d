-- To whom each member of staff is owed, all of it: who invited the person, gave it roles, reset it, and who else agreed. The account's own columns
-- kept the last of each kind only.
create table identity.sponsorship (
  tenant_id int not null,
  account uuid not null,
  id uuid not null,
  act text not null check (act in ('created', 'roles', 'reset')),
  sponsor text not null, -- public name of the credential that wanted it
  approved_by text[] not null, -- of those who agreed; empty: it was done by the sponsor alone
  happened_at timestamptz not null,
  primary key (tenant_id, account, id),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.sponsorship');
select flowlet.append_only('identity.sponsorship');

-- Who agreed was not kept: nobody, as far as this table knows.
insert into identity.sponsorship (tenant_id, account, id, act, sponsor, approved_by, happened_at)
  select tenant_id, id, gen_random_uuid(), 'created', created_by, '{}', created_at from identity.account
  where audience = 'staff' and created_by is not null;
insert into identity.sponsorship (tenant_id, account, id, act, sponsor, approved_by, happened_at)
  select tenant_id, id, gen_random_uuid(), 'roles', roles_given_by, '{}', coalesce(roles_given_at, created_at) from identity.account
  where audience = 'staff' and roles_given_by is not null;
insert into identity.sponsorship (tenant_id, account, id, act, sponsor, approved_by, happened_at)
  select tenant_id, id, gen_random_uuid(), 'reset', reset_by, '{}', coalesce(reset_at, created_at) from identity.account
  where audience = 'staff' and reset_by is not null;

alter table identity.account drop column created_by, drop column roles_given_by, drop column reset_by;

-- Whoever made a client saw its secret.
alter table identity.oauth_client add column created_by text;

grant select, insert on identity.sponsorship to flowlet_app;
grant select on identity.sponsorship to flowlet_reader;
