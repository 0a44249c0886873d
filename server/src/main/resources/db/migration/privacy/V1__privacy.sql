-- Erasures, what the law keeps after them, legal holds, exports, and who read kept records. Nothing here names a person in clear.

-- One for each subscriber whose data was erased.
create table privacy.erasure (
  tenant_id int not null,
  subscriber uuid not null,
  id uuid not null,
  reason bytea, -- of staff; the tenant's own key. Null where a list was replayed
  jurisdiction text not null,
  retention_version int not null, -- of the policy that the dates follow from
  requested_by text not null,
  erased_at timestamptz not null,
  final_at timestamptz not null,
  primary key (tenant_id, subscriber),
  unique (tenant_id, id)
);
select flowlet.tenant_table('privacy.erasure');
select flowlet.append_only('privacy.erasure');

-- What stays after an erasure, by purpose, and until when. A row for every purpose, so that its presence tells nothing.
create table privacy.retained (
  tenant_id int not null,
  subscriber uuid not null,
  purpose text not null,
  legal_basis text not null,
  law text not null,
  holds_data boolean not null, -- whether there was anything under it at the time
  destroy_after timestamptz not null,
  destroyed_at timestamptz,
  primary key (tenant_id, subscriber, purpose),
  foreign key (tenant_id, subscriber) references privacy.erasure (tenant_id, subscriber)
);
create index retained_due on privacy.retained (tenant_id, destroy_after) where destroyed_at is null;
select flowlet.tenant_table('privacy.retained');

-- Which keys were destroyed: what a list apart from the database is made from, and a restored database is held to.
create table privacy.destruction (
  tenant_id int not null,
  subscriber uuid not null,
  purpose text not null,
  destroyed_at timestamptz not null,
  primary key (tenant_id, subscriber, purpose)
);
select flowlet.tenant_table('privacy.destruction');
select flowlet.append_only('privacy.destruction');

-- Stops every schedule and erasure of a subscriber. Never shown to the subscriber.
create table privacy.legal_hold (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  reason bytea not null, -- the tenant's own key
  placed_by text not null,
  placed_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz,
  primary key (tenant_id, id),
  check ((lifted_by is null) = (lifted_at is null))
);
create index hold_of_subscriber on privacy.legal_hold (tenant_id, subscriber) where lifted_at is null;
select flowlet.tenant_table('privacy.legal_hold');

-- What a subscriber asked for itself; staff answers within a month.
create table privacy.erasure_request (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  requested_at timestamptz not null,
  due_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, id)
);
create unique index request_open on privacy.erasure_request (tenant_id, subscriber) where closed_at is null;
select flowlet.tenant_table('privacy.erasure_request');

-- A copy of all that is told to a subscriber about itself, sealed under its own key; gone when it expires.
create table privacy.export (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  content bytea not null,
  made_by text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id)
);
create index export_expiry on privacy.export (tenant_id, expires_at);
create index export_of_subscriber on privacy.export (tenant_id, subscriber);
select flowlet.tenant_table('privacy.export');

-- Who read a record that the law keeps, for which purpose, and why.
create table privacy.record_reading (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  purpose text not null,
  reason bytea not null, -- the tenant's own key
  read_by text not null,
  read_at timestamptz not null,
  primary key (tenant_id, id)
);
select flowlet.tenant_table('privacy.record_reading');
select flowlet.append_only('privacy.record_reading');

grant usage on schema privacy to flowlet_app, flowlet_reader;
grant select, insert on privacy.erasure, privacy.destruction, privacy.record_reading to flowlet_app;
grant select, insert, update (destroyed_at) on privacy.retained to flowlet_app;
grant select, insert, update (lifted_by, lifted_at) on privacy.legal_hold to flowlet_app;
grant select, insert, update (closed_at) on privacy.erasure_request to flowlet_app;
grant select, insert, delete on privacy.export to flowlet_app;
grant select on privacy.erasure, privacy.retained, privacy.destruction, privacy.legal_hold, privacy.erasure_request, privacy.export,
  privacy.record_reading to flowlet_reader;
