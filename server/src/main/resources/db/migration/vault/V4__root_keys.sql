-- How many keys each root key wraps, over all tenants: which one a start cannot do without, and which one nothing needs any more.
-- The application sees one tenant's rows at a time, hence security definer; it gives numbers and ids of root keys, no keys.
--
-- Re-wrapping under a new root key is an update of master_kid and wrapped by flowlet_owner (./flowlet vault rotate-root). The application
-- has no right to it and gets none: whoever could overwrite a wrapped key could destroy everything below it.
create function vault.root_key_uses() returns table (kind text, master_kid text, keys bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'platform', k.master_kid, count(*) from vault.platform_key k group by k.master_kid
  union all
  select 'tenant', k.master_kid, count(*) from vault.tenant_key k where k.master_kid is not null group by k.master_kid
$$;
revoke all on function vault.root_key_uses() from public;
grant execute on function vault.root_key_uses() to flowlet_app, flowlet_reader;
