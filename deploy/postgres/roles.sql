-- The four roles of Flowlet. Run once by a database administrator in the new, empty database, then set a password for each:
--   psql -d flowlet -f roles.sql
--   psql -d flowlet -c '\password flowlet_owner'        (and the other three)
-- Re-runnable. Nothing here belongs to Flyway: the role that migrates must not be able to make roles.

do $$
declare
  role text;
begin
  foreach role in array array['flowlet_owner', 'flowlet_app', 'flowlet_sequencer', 'flowlet_reader'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I login', role);
    end if;
    -- whatever it was before: no role of ours may rise above row-level security or make others
    execute format('alter role %I nosuperuser nobypassrls nocreatedb nocreaterole noreplication', role);
    execute format('grant connect on database %I to %I', current_database(), role);
  end loop;
  execute format('revoke all on database %I from public', current_database());
  -- schemas and tables are made by migrations only, as the owner
  execute format('grant create, temporary on database %I to flowlet_owner', current_database());
end
$$;

revoke all on schema public from public;

-- A transaction that somebody forgot must not hold back the audit sequencer for ever.
alter role flowlet_app set idle_in_transaction_session_timeout = '60s';
alter role flowlet_app set statement_timeout = '30s';
alter role flowlet_app set lock_timeout = '10s';
alter role flowlet_reader set default_transaction_read_only = on;
