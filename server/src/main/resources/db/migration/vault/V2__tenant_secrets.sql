-- Secrets of a tenant from which keys are derived: those of blind indexes (one for each field) and of format-preserving encryption. Wrapped
-- by the tenant's key like a data key. Versions stand side by side: rows of an older one are found until they are written anew.
create table vault.tenant_secret (
  tenant_id int not null,
  use text not null check (use in ('blind_index', 'format_preserving')),
  version int not null check (version > 0),
  tenant_version int not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, use, version),
  foreign key (tenant_id, tenant_version) references vault.tenant_key (tenant_id, version)
);
select flowlet.tenant_table('vault.tenant_secret');
-- no update, no delete: what the application can make it cannot unmake
grant select, insert on vault.tenant_secret to flowlet_app;
grant select on vault.tenant_secret to flowlet_reader;
