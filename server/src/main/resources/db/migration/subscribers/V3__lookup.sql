-- Blind indexes of subscribers: how one is found by an encrypted field. A row for each version of the tenant's secret; nothing else of the
-- value stands beside it. Rows go with their subscriber.
create table subscribers.lookup (
  tenant_id int not null,
  field text not null check (field in ('email')),
  version int not null check (version > 0),
  index_value bytea not null check (length(index_value) = 16),
  subscriber uuid not null,
  primary key (tenant_id, field, version, index_value, subscriber),
  foreign key (tenant_id, subscriber) references subscribers.subscriber (tenant_id, id) on delete cascade
);
-- which subscribers lack a version, and what goes with one of them
create index lookup_of_subscriber on subscribers.lookup (tenant_id, subscriber, field, version);
select flowlet.tenant_table('subscribers.lookup');
grant select, insert on subscribers.lookup to flowlet_app;
grant select on subscribers.lookup to flowlet_reader;

-- How far older subscribers have been given an index of a version: all below done_to have one.
create table subscribers.lookup_progress (
  tenant_id int not null,
  field text not null check (field in ('email')),
  version int not null check (version > 0),
  done_to uuid not null,
  primary key (tenant_id, field, version)
);
select flowlet.tenant_table('subscribers.lookup_progress');
grant select, insert, update on subscribers.lookup_progress to flowlet_app;
grant select on subscribers.lookup_progress to flowlet_reader;
