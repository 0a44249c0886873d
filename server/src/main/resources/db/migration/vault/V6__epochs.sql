-- Epochs: the keys of tenants are wrapped by an epoch's key, which is a file apart from the database and is destroyed when its epoch is over.
-- From then on no copy of the database that was made before opens a key that was destroyed meanwhile.

create table vault.epoch (
  number int primary key check (number > 0),
  -- names the key in the file and tells nothing about it
  kid text not null,
  -- whether every tenant gets a new key in it, not only those of whose keys one was destroyed
  renews_all boolean not null,
  opened_at timestamptz not null,
  -- when its file was seen to be gone
  destroyed_at timestamptz check (destroyed_at >= opened_at)
);

-- Who turns the epoch now, and until when nobody else tries. Turning twice at once would be safe, only wasteful.
create table vault.turn_lease (
  single boolean primary key default true check (single),
  holder uuid not null,
  held_until timestamptz not null
);

alter table vault.tenant_key
  -- null: wrapped by the master key, as all were before there were epochs; replaced at the first turn
  add column epoch int check (epoch > 0),
  alter column master_kid drop not null,
  add check (epoch is null or master_kid is null);

-- what a turn looks for: is there still a key below this one
create index data_key_parent on vault.data_key (tenant_id, tenant_version);

grant select, insert, update (destroyed_at) on vault.epoch to flowlet_app;
grant select, insert, update (holder, held_until) on vault.turn_lease to flowlet_app;
grant select on vault.epoch, vault.turn_lease to flowlet_reader;
-- a turn wraps anew; it makes and removes no key of a subject
grant update (epoch, wrapped) on vault.tenant_key to flowlet_app;
grant update (tenant_version, wrapped) on vault.data_key, vault.tenant_secret to flowlet_app;

-- The tenants with which the turn to an epoch is not done: a key below an older epoch, or an older version that is still there.
create function vault.tenants_behind(of_epoch int) returns setof int
  language sql stable security definer set search_path = pg_catalog as $$
  select tenant_id from vault.tenant_key
  group by tenant_id
  having min(coalesce(epoch, 0)) < of_epoch or count(*) > 1
  order by tenant_id
$$;

-- Since when there is something that the next turn makes final.
create function vault.first_destruction() returns timestamptz
  language sql stable security definer set search_path = pg_catalog as $$
  select min(key_destroyed_at) from vault.tenant_key
$$;

-- Removes all versions of a tenant's key but the newest; refused by the foreign keys while anything is wrapped by one of them.
create function vault.retire_tenant_keys(of_tenant int) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  gone int;
begin
  -- the owner of the table passes row-level security, so the tenant of the transaction is compared here
  if of_tenant is distinct from nullif(current_setting('flowlet.tenant', true), '')::int then
    raise exception 'keys of tenant % are retired in a transaction of that tenant only', of_tenant
      using errcode = 'insufficient_privilege';
  end if;
  delete from vault.tenant_key
  where tenant_id = of_tenant and version < (select max(version) from vault.tenant_key where tenant_id = of_tenant);
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke all on function vault.tenants_behind(int), vault.first_destruction(), vault.retire_tenant_keys(int) from public;
grant execute on function vault.tenants_behind(int), vault.first_destruction(), vault.retire_tenant_keys(int) to flowlet_app;
