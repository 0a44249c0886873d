-- What a turn promised, kept: the mark of a destruction outlives a renewal of the tenant's key, an old epoch's key is destroyed in a second
-- step, and one key that does not open keeps nobody else's old key alive.

-- Since when no key is below the epoch. Its own key is destroyed some time after that, not at the same commit: a replica that takes over
-- without that commit still needs it.
alter table vault.epoch add column emptied_at timestamptz check (emptied_at >= opened_at);
grant update (emptied_at) on vault.epoch to flowlet_app;

-- Since when a turn finds that the key does not open although the key above it does. The turn waits for a day for somebody to restore the
-- row, and then goes on without it.
alter table vault.tenant_key add column damaged_at timestamptz;
grant update (damaged_at) on vault.tenant_key to flowlet_app;

-- The comment of version 4 holds for platform keys alone. Since version 6 the application wraps tenants' keys, data keys and secrets anew,
-- so whoever has its role can overwrite them. A function between would not help: it would take whatever bytes that role gives it.
comment on column vault.platform_key.wrapped is 'the application may not update it: flowlet_owner re-wraps it';
comment on column vault.tenant_key.wrapped is 'the application may update it: a turn wraps it anew';
comment on column vault.data_key.wrapped is 'the application may update it: a turn wraps it anew';
comment on column vault.tenant_secret.wrapped is 'the application may update it: a turn wraps it anew';

-- Whether any tenant has a key below that epoch or an older one.
create function vault.keys_below(of_epoch int) returns boolean
  language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from vault.tenant_key where coalesce(epoch, 0) <= of_epoch)
$$;
revoke all on function vault.keys_below(int) from public;
grant execute on function vault.keys_below(int) to flowlet_app;

create or replace function vault.destroy_data_keys(of_tenant int, whose uuid, held_for text, destroyed_at timestamptz) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  gone int;
  highest int;
begin
  -- the owner of the table passes row-level security, so the tenant of the transaction is compared here
  if of_tenant is distinct from nullif(current_setting('flowlet.tenant', true), '')::int then
    raise exception 'keys of tenant % are destroyed in a transaction of that tenant only', of_tenant
      using errcode = 'insufficient_privilege';
  end if;
  -- the tenant's keys before the data keys, as everybody locks them; a transaction that makes a data key does not wait for this
  perform from vault.tenant_key where tenant_id = of_tenant order by version for no key update;
  with destroyed as (
    delete from vault.data_key
    where tenant_id = of_tenant and subject = whose and purpose = held_for
    returning version)
  select count(*), max(version) into gone, highest from destroyed;
  if gone > 0 then
    -- Every version, seen by a statement that begins after the delete: a renewal that the lock waited for has made one which the lock did
    -- not see, and the data key may have been below any of them. It is below none that is made from now on: its row is locked.
    update vault.tenant_key
    set key_destroyed_at = coalesce(key_destroyed_at, destroyed_at), destroyed_version = greatest(destroyed_version, highest)
    where tenant_id = of_tenant;
  end if;
  return gone;
end
$$;

-- Removes all versions of a tenant's key but the newest; refused by the foreign keys while anything is wrapped by one of them.
create or replace function vault.retire_tenant_keys(of_tenant int) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  newest int;
  gone int;
begin
  -- the owner of the table passes row-level security, so the tenant of the transaction is compared here
  if of_tenant is distinct from nullif(current_setting('flowlet.tenant', true), '')::int then
    raise exception 'keys of tenant % are retired in a transaction of that tenant only', of_tenant
      using errcode = 'insufficient_privilege';
  end if;
  select max(version) into newest from vault.tenant_key where tenant_id = of_tenant;
  -- oldest first, as a destruction locks them; waits for those who seal with one
  perform from vault.tenant_key where tenant_id = of_tenant and version < newest order by version for update;
  if not found then
    return 0;
  end if;
  -- In a statement of its own, so that it sees what a destruction wrote while the lock waited for it. A copy from before such a destruction
  -- opens with the older version, for as long as the key of that version's epoch lives: below an epoch that the newest one shares, that is
  -- until the next turn, so the next turn must learn of it. An older epoch's key goes by the turn that is under way.
  update vault.tenant_key k set
    key_destroyed_at = least(k.key_destroyed_at, (
      select min(o.key_destroyed_at) from vault.tenant_key o
      where o.tenant_id = of_tenant and o.version < newest and coalesce(o.epoch, 0) >= coalesce(k.epoch, 0))),
    destroyed_version = greatest(k.destroyed_version, (
      select max(o.destroyed_version) from vault.tenant_key o where o.tenant_id = of_tenant and o.version < newest))
  where k.tenant_id = of_tenant and k.version = newest;
  if not found then
    raise exception 'the keys of tenant % are retired by somebody else', of_tenant using errcode = 'serialization_failure';
  end if;
  delete from vault.tenant_key where tenant_id = of_tenant and version < newest;
  get diagnostics gone = row_count;
  return gone;
end
$$;
