-- Spreads the tenants of a Flowlet database over the workers of a Citus cluster: every table of the class "tenant" by tenant_id, all of
-- them co-located, so that whatever one transaction of a tenant touches lies on one node. Tables of the class "control" stay where they are,
-- on the coordinator; tables of the class "reference" are copied to every node. The classes: db/table-classes.csv, a test compares.
--
-- Not run against a cluster by the build. What each statement rests on stands beside it: [docs] the manual of Citus, [source] its code or
-- an issue of its repository. Needs Citus 13.1 or later, which passes rights on columns on to the shards [source: pull request 7918].
--
-- Before, once:
--   1. on every node, as superuser, then reload:
--        alter system set citus.enable_unsafe_triggers = on;      -- append-only tables have row triggers [source: trigger.c]
--   2. on the coordinator: create extension citus; select citus_set_coordinator_host(…); select citus_add_node(…) for each worker;
--      then deploy/postgres/roles.sql, whose roles Citus makes on the workers too, a way for each role to sign in between the nodes
--      (pg_hba.conf, .pgpass), and ./flowlet migrate
-- Then, with all instances stopped, and again after every migration that adds a table:
--        psql -d flowlet -v ON_ERROR_STOP=1 -f distribute.sql     -- as superuser, on the coordinator
-- Instances connect to the coordinator only. Re-runnable: what is distributed is left alone.

do $$
begin
  if string_to_array(substring(citus_version() from 'Citus (\d+\.\d+)'), '.')::int[] < array[13, 1] then
    raise exception 'Citus 13.1 or later is needed, this is %', citus_version();
  end if;
  if coalesce(current_setting('citus.enable_unsafe_triggers', true), '') <> 'on' then
    raise exception 'citus.enable_unsafe_triggers is not on: see the head of this script';
  end if;
  -- The tenant of a transaction is told with SET LOCAL: without this a worker sees no row, and says nothing [docs].
  execute format('alter role flowlet_app in database %I set citus.propagate_set_commands = ''local''', current_database());
  -- and the owner's rotation of data keys would be refused by append-only tables, which it tells the same way what it does
  execute format('alter role flowlet_owner in database %I set citus.propagate_set_commands = ''local''', current_database());
end
$$;

-- "Subqueries are not supported in policies on distributed tables" [source: policy.c]: the same policy without one. Each row is compared
-- with a function that is evaluated for it; as a condition on an index it is evaluated once.
create or replace function flowlet.tenant_table(target regclass) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format(
    'create policy tenant on %s to flowlet_app'
    || ' using (tenant_id = nullif(current_setting(''flowlet.tenant'', true), '''')::int)'
    || ' with check (tenant_id = nullif(current_setting(''flowlet.tenant'', true), '''')::int)', target);
  execute format('create policy every_tenant on %s for select to flowlet_reader using (true)', target);
end
$$;

do $$
declare
  target regclass;
begin
  for target in
    select polrelid from pg_policy where polname = 'tenant' and pg_get_expr(polqual, polrelid) ~ '\mSELECT\M'
  loop
    execute format(
      'alter policy tenant on %s using (tenant_id = nullif(current_setting(''flowlet.tenant'', true), '''')::int)'
      || ' with check (tenant_id = nullif(current_setting(''flowlet.tenant'', true), '''')::int)', target);
  end loop;
end
$$;

-- Keys and unique keys hold tenant_id, foreign keys lead to tables of the same group and hold it too [docs: create_distributed_table]. A
-- partitioned table takes its partitions along; one that is attached later is distributed when it is attached [docs]. Row triggers are made
-- on every shard, a truncate trigger on the table itself only [source: trigger.c].
create function pg_temp.distribute(target regclass) returns void
  language plpgsql as $$
begin
  if not exists (select from pg_dist_partition where logicalrelid = target) then
    perform create_distributed_table(
      target, 'tenant_id', colocate_with => case when target = 'ledger.account'::regclass then 'none' else 'ledger.account' end);
  end if;
end
$$;

create function pg_temp.replicate(target regclass) returns void
  language plpgsql as $$
begin
  if not exists (select from pg_dist_partition where logicalrelid = target) then
    perform create_reference_table(target);
  end if;
end
$$;

-- A table comes before those with a foreign key to it [docs: the multi-tenant guide does so].
-- ledger.account takes its numbers from a sequence of bigint: each node has a range of its own [docs].
select pg_temp.distribute('ledger.account');
select pg_temp.distribute('ledger.account_info');
select pg_temp.distribute('ledger.account_bounds');
select pg_temp.distribute('ledger.transfer');
select pg_temp.distribute('ledger.hold');
select pg_temp.distribute('ledger.reversal');
select pg_temp.distribute('ledger.book');
select pg_temp.distribute('ledger.balance_day');
select pg_temp.distribute('ledger.snapshot_progress');
select pg_temp.distribute('ledger.period');
select pg_temp.distribute('ledger.period_balance');
select pg_temp.distribute('ledger.seal');
-- xact is a default that the coordinator evaluates, so all events have transaction numbers of one server, which is what the sequencer
-- counts on; it has to run against the coordinator. [docs: volatile functions of an INSERT are evaluated there]
select pg_temp.distribute('audit.event');
select pg_temp.distribute('outbox.event');
select pg_temp.distribute('http.idempotency');
select pg_temp.distribute('vault.tenant_key');
select pg_temp.distribute('vault.data_key');
select pg_temp.distribute('vault.tenant_secret');
select pg_temp.distribute('vault.destroyed_tenant');
select pg_temp.distribute('vault.data_rotation');
select pg_temp.distribute('vault.index_renewal');
select pg_temp.distribute('subscribers.subscriber');
select pg_temp.distribute('subscribers.kyc');
select pg_temp.distribute('subscribers.lookup');
select pg_temp.distribute('subscribers.lookup_progress');
select pg_temp.distribute('tokens.token');
select pg_temp.distribute('tokens.blind_index');
select pg_temp.distribute('tokens.reveal');
select pg_temp.distribute('approvals.request');
select pg_temp.distribute('approvals.decision');
select pg_temp.distribute('approvals.certification');
select pg_temp.distribute('policies.policy_version');
select pg_temp.distribute('onboarding.kys_case');
select pg_temp.distribute('onboarding.decision');
select pg_temp.distribute('onboarding.consent');
select pg_temp.distribute('onboarding.consent_withdrawal');
select pg_temp.distribute('onboarding.declared_identity');
select pg_temp.distribute('onboarding.risk_profile');
select pg_temp.distribute('wallets.wallet');
select pg_temp.distribute('payments.payment');
select pg_temp.distribute('payments.funding');
select pg_temp.distribute('identity.account');
select pg_temp.distribute('identity.former_password');
select pg_temp.distribute('identity.sponsorship');
select pg_temp.distribute('identity.authenticator_app');
select pg_temp.distribute('identity.recovery_code');
select pg_temp.distribute('identity.device');
select pg_temp.distribute('identity.passkey');
select pg_temp.distribute('identity.staff_provider');
select pg_temp.distribute('identity.staff_link');
select pg_temp.distribute('screening.screened');
select pg_temp.distribute('screening.hit');
select pg_temp.distribute('screening.decision');
select pg_temp.distribute('privacy.erasure');
select pg_temp.distribute('privacy.retained');
select pg_temp.distribute('privacy.destruction');
select pg_temp.distribute('privacy.legal_hold');
select pg_temp.distribute('privacy.erasure_request');
select pg_temp.distribute('privacy.export');
select pg_temp.distribute('privacy.record_reading');

select pg_temp.replicate('screening.watchlist_version');

-- Every tenant table is one of one group, or a transaction could reach two nodes.
do $$
declare
  groups int;
begin
  select count(distinct colocationid) into groups from pg_dist_partition where partmethod = 'h';
  if groups <> 1 then
    raise exception 'the distributed tables are in % groups, not in one', groups;
  end if;
end
$$;

drop function pg_temp.distribute(regclass), pg_temp.replicate(regclass);
