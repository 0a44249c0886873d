-- Tenants of which every key was destroyed: nothing of theirs opens any more, and no key is made for them again.
create table vault.destroyed_tenant (
  tenant_id int primary key check (tenant_id > 0),
  destroyed_at timestamptz not null,
  -- the newest epoch whose key wrapped one of theirs: copies of the database open them as long as there is that key; 0 for none
  wrapped_in int not null check (wrapped_in >= 0)
);
select flowlet.tenant_table('vault.destroyed_tenant');
select flowlet.append_only('vault.destroyed_tenant');
grant select on vault.destroyed_tenant to flowlet_app, flowlet_reader;

-- A data key and a secret hang on a key of their tenant, so it is enough that there is none of those. The lock makes one who makes a tenant's
-- first key at the same moment wait; everybody else waits at the rows before.
create function vault.refuse_key_of_destroyed_tenant() returns trigger
  language plpgsql set search_path = pg_catalog as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('vault.tenant_key'), new.tenant_id);
  if exists (select from vault.destroyed_tenant where tenant_id = new.tenant_id) then
    raise exception 'the keys of tenant % were destroyed: none is made again', new.tenant_id
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  return new;
end
$$;
create trigger not_of_destroyed_tenant before insert on vault.tenant_key
  for each row execute function vault.refuse_key_of_destroyed_tenant();

-- Destroys every key of the open transaction's own tenant; returns how many data keys there were.
create function vault.destroy_tenant_keys(of_tenant int, destroyed_at timestamptz) returns int
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
  delete from vault.tenant_secret where tenant_id = of_tenant;
  delete from vault.tenant_key where tenant_id = of_tenant;
  return gone;
end
$$;

-- As vault.first_destruction(), of tenants: since when there is one whose keys copies of the database still open, which the open epoch wrapped.
create function vault.first_tenant_destruction() returns timestamptz
  language sql stable security definer set search_path = pg_catalog as $$
  select min(destroyed_at) from vault.destroyed_tenant
  where wrapped_in >= (select max(number) from vault.epoch)
$$;
revoke all on function vault.destroy_tenant_keys(int, timestamptz), vault.first_tenant_destruction(),
  vault.refuse_key_of_destroyed_tenant() from public;
grant execute on function vault.destroy_tenant_keys(int, timestamptz), vault.first_tenant_destruction() to flowlet_app;
