-- A program owns two tenants, live and test. Both tables are read before a tenant is known, hence control.

create table programs.program (
  id uuid primary key,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null
);

create sequence programs.tenant_number as int start with 1;

create table programs.tenant (
  id int primary key check (id > 0),
  public_id uuid not null unique,
  program uuid not null references programs.program (id),
  mode text not null check (mode in ('live', 'test')),
  time_zone text not null,
  unique (program, mode)
);

grant usage on schema programs to flowlet_app, flowlet_reader;
grant usage on sequence programs.tenant_number to flowlet_app;
grant select, insert on programs.program, programs.tenant to flowlet_app;
grant select on programs.program, programs.tenant to flowlet_reader;
