-- Who wants every key of a tenant destroyed, who agreed, and what came of it. Operators belong to the platform, hence control.
create table programs.key_destruction (
  id uuid primary key,
  tenant int not null references programs.tenant (id),
  reference text not null check (length(reference) between 1 and 100),
  state text not null check (state in ('requested', 'approved', 'withdrawn', 'refused', 'carried_out')),
  requested_by text not null,
  requested_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  earliest_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  check (approved_by is distinct from requested_by),
  check ((approved_by is null) = (approved_at is null) and (approved_by is null) = (earliest_at is null)),
  check (earliest_at >= approved_at + interval '24 hours'),
  check (approved_by is not null or state in ('requested', 'withdrawn')),
  check ((ended_at is null) = (state in ('requested', 'approved')) and (ended_at is null) = (ended_by is null))
);
-- one at a time, and none after the deed
create unique index key_destruction_of_tenant on programs.key_destruction (tenant)
  where state in ('requested', 'approved', 'carried_out');
grant select, insert, update (state, approved_by, approved_at, earliest_at, ended_by, ended_at)
  on programs.key_destruction to flowlet_app;
grant select on programs.key_destruction to flowlet_reader;
