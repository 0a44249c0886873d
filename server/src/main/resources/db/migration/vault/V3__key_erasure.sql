-- Destroying a subject's data keys: what an erasure is. The application still has no right to delete; it may call this function, which
-- touches the keys of the transaction's own tenant only.
alter table vault.tenant_key
  -- since when a key is gone that this one wrapped: with this key, old copies of it still open
  add column key_destroyed_at timestamptz,
  -- the highest version of any data key that was destroyed: new ones begin above it, so that no ciphertext of an erased subject is
  -- ever taken for damage, and no instance that still holds the old key mistakes it for the new one
  add column destroyed_version int not null default 0 check (destroyed_version >= 0);
-- to lock a tenant key while a key is sealed with it takes the right to update a column
grant update (destroyed_version) on vault.tenant_key to flowlet_app;

create function vault.destroy_data_keys(of_tenant int, whose uuid, held_for text, destroyed_at timestamptz) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  newest int;
  gone int;
  highest int;
begin
  -- the owner of the table passes row-level security, so the tenant of the transaction is compared here
  if of_tenant is distinct from nullif(current_setting('flowlet.tenant', true), '')::int then
    raise exception 'keys of tenant % are destroyed in a transaction of that tenant only', of_tenant
      using errcode = 'insufficient_privilege';
  end if;
  -- the tenant's keys before the data keys, as everybody locks them; a transaction that makes a data key does not wait for this
  select max(version) into newest
  from (select version from vault.tenant_key where tenant_id = of_tenant order by version for no key update) locked;
  with destroyed as (
    delete from vault.data_key
    where tenant_id = of_tenant and subject = whose and purpose = held_for
    returning version)
  select count(*), max(version) into gone, highest from destroyed;
  if gone > 0 then
    update vault.tenant_key
    set key_destroyed_at = coalesce(key_destroyed_at, destroyed_at), destroyed_version = greatest(destroyed_version, highest)
    where tenant_id = of_tenant and version = newest;
  end if;
  return gone;
end
$$;
revoke all on function vault.destroy_data_keys(int, uuid, text, timestamptz) from public;
grant execute on function vault.destroy_data_keys(int, uuid, text, timestamptz) to flowlet_app;
