-- A role for some hours, in an emergency. Its token is looked up before the tenant is known, and so is this.
create table identity.break_glass (
  id uuid primary key,
  tenant_id int not null,
  account uuid not null,
  role text not null,
  approval uuid not null,
  began_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  ended_by text, -- usr_…, or the server's own job
  check (until > began_at and until <= began_at + interval '4 hours'),
  check ((ended_at is null) = (ended_by is null))
);
create unique index break_glass_on on identity.break_glass (tenant_id, account) where ended_at is null;
create index break_glass_of_tenant on identity.break_glass (tenant_id, id);
alter table identity.token add column break_glass uuid;
grant select, insert, update (ended_at, ended_by) on identity.break_glass to flowlet_app;
grant select on identity.break_glass to flowlet_reader;
