-- Personal data stands here as vault ciphertext only; the data key is the subscriber's own, for the purpose "service".
create table subscribers.subscriber (
  tenant_id int not null,
  id uuid not null,
  given_name bytea not null,
  family_name bytea not null,
  email bytea not null,
  registered_at timestamptz not null,
  primary key (tenant_id, id)
);
select flowlet.tenant_table('subscribers.subscriber');
grant usage on schema subscribers to flowlet_app, flowlet_reader;
grant select, insert on subscribers.subscriber to flowlet_app;
grant select on subscribers.subscriber to flowlet_reader;
