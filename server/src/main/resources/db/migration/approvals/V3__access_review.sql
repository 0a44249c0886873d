-- Who looked at what somebody holds and said that it is still needed. Holds for what was held then: with more or less it is due again.
create table approvals.certification (
  tenant_id int not null,
  id uuid not null,
  holder text not null, -- usr_… or cli_…
  held text[] not null, -- roles, or scopes, sorted
  certified_by text not null,
  certified_at timestamptz not null,
  primary key (tenant_id, id)
);
create index certification_of_holder on approvals.certification (tenant_id, holder, certified_at);
select flowlet.tenant_table('approvals.certification');
select flowlet.append_only('approvals.certification');
grant select, insert on approvals.certification to flowlet_app;
grant select on approvals.certification to flowlet_reader;
