-- Older versions of data keys are removed by a later run than the one that rewrote what they encrypted: how long an instance holds a key open is
-- known to that instance alone, and one that was paused holds it longer.

-- When a whole pass had found nothing to rewrite; null until then, and again from the moment that something is found.
alter table vault.data_rotation add column rewritten_at timestamptz;

-- By the clock of the database, on which alone versions of keys and rotations are put in order; created_at is by the clock of who made the key.
alter table vault.data_key add column stored_at timestamptz;
update vault.data_key set stored_at = created_at;
alter table vault.data_key alter column stored_at set not null, alter column stored_at set default clock_timestamp();

-- As before; a rotation that was under way ends with the tenant.
create or replace function vault.destroy_tenant_keys(of_tenant int, destroyed_at timestamptz) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  gone int;
  newest_epoch int;
begin
  -- the owner of the tables passes row-level security, so the tenant of the transaction is compared here
  if of_tenant is distinct from nullif(current_setting('flowlet.tenant', true), '')::int then
    raise exception 'keys of tenant % are destroyed in a transaction of that tenant only', of_tenant
      using errcode = 'insufficient_privilege';
  end if;
  -- the tenant's keys before anything below them, as everybody locks them
  perform version from vault.tenant_key where tenant_id = of_tenant order by version for update;
  perform pg_advisory_xact_lock(hashtext('vault.tenant_key'), of_tenant);
  -- a statement of its own: what a turn did while this waited counts
  select coalesce(max(epoch), 0) into newest_epoch from vault.tenant_key where tenant_id = of_tenant;
  insert into vault.destroyed_tenant values (of_tenant, destroy_tenant_keys.destroyed_at, newest_epoch) on conflict do nothing;
  delete from vault.data_key where tenant_id = of_tenant;
  get diagnostics gone = row_count;
  delete from vault.data_rotation where tenant_id = of_tenant;
  delete from vault.tenant_secret where tenant_id = of_tenant;
  delete from vault.tenant_key where tenant_id = of_tenant;
  return gone;
end
$$;
-- what was left by one that ended before this
delete from vault.data_rotation r using vault.destroyed_tenant d where d.tenant_id = r.tenant_id;
