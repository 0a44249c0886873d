-- Requests that need another person, and who said what about them. What changes and every reason are ciphertext: they may hold personal data.

create table approvals.request (
  tenant_id int not null,
  id uuid not null,
  kind text not null,
  subject text not null,
  change bytea not null,
  reason bytea not null,
  maker uuid not null,
  maker_name text not null,
  checkers int not null check (checkers between 1 and 5), -- how many persons must approve
  state text not null check (state in ('open', 'applied', 'failed', 'rejected', 'withdrawn', 'expired')),
  version int not null,
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  result text, -- of an applied request: what came of it; of a failed one: the problem code
  primary key (tenant_id, id)
);
create unique index one_open_request on approvals.request (tenant_id, kind, subject) where state = 'open';
create index request_by_state on approvals.request (tenant_id, state, id);
create index request_by_expiry on approvals.request (tenant_id, expires_at) where state = 'open';
select flowlet.tenant_table('approvals.request');

-- The primary key keeps a person from counting twice.
create table approvals.decision (
  tenant_id int not null,
  request uuid not null,
  decider uuid not null,
  verdict text not null check (verdict in ('approve', 'reject', 'withdraw')),
  decided_by text not null,
  reason bytea not null,
  decided_at timestamptz not null,
  primary key (tenant_id, request, decider)
);
select flowlet.tenant_table('approvals.decision');
select flowlet.append_only('approvals.decision');

grant usage on schema approvals to flowlet_app, flowlet_reader;
grant select, insert, update (state, version, closed_at, result) on approvals.request to flowlet_app;
grant select, insert on approvals.decision to flowlet_app;
grant select on approvals.request, approvals.decision to flowlet_reader;
