-- One row for each effect that a key named, written in the transaction of that effect. The answer is ciphertext.
create table http.idempotency (
  tenant_id int not null,
  principal uuid not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  answer bytea not null,
  moves_money boolean not null,
  made_at timestamptz not null,
  -- the key before what it is scoped by: a batch looks many keys up at once, and keys that are time-ordered keep the index small
  primary key (tenant_id, key, principal, route)
);
select flowlet.tenant_table('http.idempotency');
grant usage on schema http to flowlet_app, flowlet_reader;
grant select, insert on http.idempotency to flowlet_app;
grant select on http.idempotency to flowlet_reader;

-- A row that moved money is for ever: its key must never act twice. Others are forgotten after a day.
create function http.forget_idempotency(before timestamptz) returns bigint
  language sql security definer set search_path = pg_catalog as $$
  with gone as (delete from http.idempotency where not moves_money and made_at < before returning 1)
  select count(*) from gone
$$;
revoke all on function http.forget_idempotency(timestamptz) from public;
grant execute on function http.forget_idempotency(timestamptz) to flowlet_app;
