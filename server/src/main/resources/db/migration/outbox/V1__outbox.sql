-- One row an event; deleted once every listener has taken it, so the table stays as small as the backlog.
create table outbox.event (
  tenant_id int not null,
  id uuid not null,
  type text not null,
  object text not null,
  primary key (tenant_id, id)
);
select flowlet.tenant_table('outbox.event');
grant usage on schema outbox to flowlet_app, flowlet_reader;
-- nothing updates a row, but 'for update skip locked' asks for the right to update some column
grant select, insert, delete, update (id) on outbox.event to flowlet_app;
grant select on outbox.event to flowlet_reader;
