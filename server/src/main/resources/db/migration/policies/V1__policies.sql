-- Versions of what decides at run time and must be proven later. A version never changes; which one is in force follows from effective_at.
create table policies.policy_version (
  tenant_id int not null,
  name text not null,
  version int not null check (version > 0),
  hash bytea not null,
  -- canonical JSON (RFC 8785), as text: the hash is over exactly these bytes
  body text not null,
  effective_at timestamptz not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant_id, name, version)
);
select flowlet.tenant_table('policies.policy_version');
select flowlet.append_only('policies.policy_version');
grant usage on schema policies to flowlet_app, flowlet_reader;
grant select, insert on policies.policy_version to flowlet_app;
grant select on policies.policy_version to flowlet_reader;
