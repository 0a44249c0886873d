-- What makes a table a tenant table, and what makes it append-only, is written once, here.

-- Row-level security: the application sees the rows of the tenant that its transaction was opened for, the reader sees all of them.
-- The scalar sub-select is evaluated once for each statement instead of once for each row; an unset variable reads '' and shows nothing.
create function flowlet.tenant_table(target regclass) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format(
    'create policy tenant on %s to flowlet_app'
    || ' using (tenant_id = (select nullif(current_setting(''flowlet.tenant'', true), '''')::int))'
    || ' with check (tenant_id = (select nullif(current_setting(''flowlet.tenant'', true), '''')::int))', target);
  execute format('create policy every_tenant on %s for select to flowlet_reader using (true)', target);
end
$$;

create function flowlet.refuse_change() returns trigger
  language plpgsql as $$
begin
  raise exception '% on %.%: rows of this table are never changed or removed', tg_op, tg_table_schema, tg_table_name
    using errcode = 'integrity_constraint_violation';
end
$$;

-- Rights already forbid it to the application; the triggers also stop the owner's slip of the hand. For a partition call it too:
-- a parent's statement trigger does not protect a partition that is truncated by its own name.
create function flowlet.append_only(target regclass) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  execute format(
    'create trigger append_only before update or delete on %s for each row execute function flowlet.refuse_change()', target);
  execute format(
    'create trigger no_truncate before truncate on %s for each statement execute function flowlet.refuse_change()', target);
end
$$;

revoke all on function flowlet.tenant_table(regclass), flowlet.append_only(regclass) from public;
grant usage on schema flowlet to flowlet_app, flowlet_sequencer, flowlet_reader;

-- A partition named directly goes past its parent's policies and statement triggers, so it gets its own; row triggers it inherits.
create function flowlet.protect_partition(target regclass) returns void
  language plpgsql set search_path = pg_catalog as $$
begin
  perform flowlet.tenant_table(target);
  execute format(
    'create trigger no_truncate before truncate on %s for each statement execute function flowlet.refuse_change()', target);
end
$$;

revoke all on function flowlet.protect_partition(regclass) from public;
