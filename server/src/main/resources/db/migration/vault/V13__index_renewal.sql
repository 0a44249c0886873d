-- Renewals of the secret of blind indexes that were begun and are not done. Only flowlet_owner renews (./flowlet vault renew-indexes); the
-- application neither reads nor writes this.
create table vault.index_renewal (
  tenant_id int not null,
  -- of the secret: what has an index of an older version gets one of this
  version int not null check (version > 0),
  -- every instance knows the version some time after this
  begun_at timestamptz not null,
  indexed bigint not null default 0,
  primary key (tenant_id)
);
select flowlet.tenant_table('vault.index_renewal');
grant select on vault.index_renewal to flowlet_reader;

-- As before; a renewal that was under way ends with the tenant.
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
  delete from vault.index_renewal where tenant_id = of_tenant;
  delete from vault.tenant_secret where tenant_id = of_tenant;
  delete from vault.tenant_key where tenant_id = of_tenant;
  return gone;
end
$$;
