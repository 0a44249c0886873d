-- What happened (event), and the Merkle tree that makes it impossible to change unseen (leaf, tile, checkpoint, head).
-- Writers of events touch nothing shared; one sequencer turns committed events into leaves.

-- xact is the writing transaction: the sequencer finds what is new, late committers included, by it. The key is in that order and is the only
-- index, because every posting pays for it; tenant_id closes it so that the table can be distributed by tenant, id so that it can be
-- partitioned by time (a UUIDv7 starts with it).
create table audit.event (
  xact xid8 not null default pg_current_xact_id(),
  tenant_id int not null,
  id uuid not null,
  body bytea not null,
  pii bytea,
  primary key (xact, id, tenant_id)
) partition by range (id);
select flowlet.tenant_table('audit.event');
select flowlet.append_only('audit.event');
create policy sequencer on audit.event for select to flowlet_sequencer using (true);

-- Takes what no month holds, for example because the job that makes months stood still.
create table audit.event_default partition of audit.event default;
select flowlet.protect_partition('audit.event_default');

-- Partitions for this month and the months ahead. A month whose events already lie in the default partition stays there. Attaching locks the
-- default partition only, and gives up rather than keep writers waiting.
create function audit.make_partitions(months_ahead int) returns int
  language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare
  first_month timestamp := date_trunc('month', now() at time zone 'utc');
  month timestamp;
  partition text;
  low uuid;
  high uuid;
  made int := 0;
begin
  if months_ahead not between 0 and 120 then
    raise exception 'months ahead: 0 to 120, not %', months_ahead using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtext('audit.make_partitions'));
  for ahead in 0..months_ahead loop
    month := first_month + make_interval(months => ahead);
    partition := 'event_' || to_char(month, 'YYYY_MM');
    low := audit.first_id_of(month);
    high := audit.first_id_of(month + interval '1 month');
    continue when to_regclass('audit.' || partition) is not null;
    continue when exists (select from audit.event_default where id >= low and id < high);
    execute format('create table audit.%I (like audit.event including defaults)', partition);
    execute format('alter table audit.event attach partition audit.%I for values from (%L) to (%L)', partition, low, high);
    perform flowlet.protect_partition(format('audit.%I', partition)::regclass);
    made := made + 1;
  end loop;
  return made;
end
$$;

-- The smallest UUIDv7 of that moment (UTC).
create function audit.first_id_of(moment timestamp) returns uuid
  language sql immutable set search_path = pg_catalog as $$
select rpad(lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;

revoke all on function audit.make_partitions(int), audit.first_id_of(timestamp) from public;
grant execute on function audit.make_partitions(int) to flowlet_app;
select audit.make_partitions(2);

-- Which event is the entry at which index of the log: entry = SHA-256(body). A tenant sees its own.
create table audit.leaf (
  index bigint not null check (index >= 0),
  tenant_id int not null,
  xact xid8 not null,
  id uuid not null,
  entry bytea not null check (length(entry) = 32),
  primary key (id, xact)
);
-- Negated, so that this index cannot give the order for a tenant's list: a plan that walks the whole log for a quiet tenant is none.
create unique index leaf_place on audit.leaf ((-index));
create index leaf_by_tenant on audit.leaf (tenant_id, index);
select flowlet.tenant_table('audit.leaf');
select flowlet.append_only('audit.leaf');
create policy sequencer on audit.leaf to flowlet_sequencer using (true) with check (true);

-- Tiles (level >= 0) and entry bundles (level -1) as in c2sp.org/tlog-tiles: commitments only. A tile that is not full grows in place: what
-- it was is a prefix of what it is.
create table audit.tile (
  level smallint not null check (level between -1 and 7),
  index bigint not null check (index >= 0),
  width smallint not null check (width between 1 and 256),
  hashes bytea not null,
  primary key (level, index)
) with (fillfactor = 50);
alter table audit.tile alter column hashes set storage external; -- hashes do not compress

create function audit.tile_grows() returns trigger
  language plpgsql set search_path = pg_catalog as $$
begin
  if (new.level, new.index) <> (old.level, old.index)
      or new.width <= old.width
      or substring(new.hashes for length(old.hashes)) <> old.hashes then
    raise exception 'tile %/% may only grow', old.level, old.index using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
create trigger grows before update on audit.tile for each row execute function audit.tile_grows();
create trigger no_delete before delete on audit.tile for each row execute function flowlet.refuse_change();
create trigger no_truncate before truncate on audit.tile for each statement execute function flowlet.refuse_change();

-- Every signed head of the log.
create table audit.checkpoint (
  size bigint primary key check (size >= 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  at timestamptz not null
);
select flowlet.append_only('audit.checkpoint');

-- The public keys that signed them (c2sp.org/signed-note): an export is made without the vault.
create table audit.log_key (
  vkey text primary key,
  at timestamptz not null
);
select flowlet.append_only('audit.log_key');

-- How far the log is: its size is the fence against a second sequencer; below low every event has its leaf. After a restore into a server
-- whose transaction ids are smaller set low to 0.
create table audit.head (
  only_row boolean primary key default true check (only_row),
  size bigint not null default 0,
  low xid8 not null default '0'
);
insert into audit.head default values;

create function audit.head_advances() returns trigger
  language plpgsql set search_path = pg_catalog as $$
begin
  if new.size < old.size then
    raise exception 'the log has % entries and cannot shrink to %', old.size, new.size
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
create trigger advances before update on audit.head for each row execute function audit.head_advances();
create trigger no_delete before delete on audit.head for each row execute function flowlet.refuse_change();
create trigger no_truncate before truncate on audit.head for each statement execute function flowlet.refuse_change();

grant usage on schema audit to flowlet_app, flowlet_sequencer, flowlet_reader;
-- without xact: an event cannot be written below the sequencer's bound, where it would never be found
grant insert (tenant_id, id, body, pii), select on audit.event to flowlet_app;
grant select on audit.leaf, audit.tile, audit.checkpoint, audit.log_key, audit.head to flowlet_app;
grant select on audit.event to flowlet_sequencer;
grant select, insert on audit.leaf, audit.checkpoint, audit.log_key to flowlet_sequencer;
grant select, insert, update on audit.tile to flowlet_sequencer;
grant select, update on audit.head to flowlet_sequencer;
grant select on audit.event, audit.leaf, audit.tile, audit.checkpoint, audit.log_key, audit.head to flowlet_reader;
