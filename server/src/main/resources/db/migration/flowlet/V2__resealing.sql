-- An append-only row may have one thing changed: a ciphertext for one of the same clear text under a later version of the same key. Only the
-- owner has the right to update such a table at all, and it must say which column: set local flowlet.resealing = 'description'.
-- What the database can check it does: every other column stays, and the value is a ciphertext of the same length with a later key version.
-- The column is named without its table, because on a Citus worker a trigger sees the name of the shard.
create or replace function flowlet.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog set bytea_output = 'hex' as $$
declare
  sealed text;
  was text;
  becomes text;
begin
  if tg_op = 'UPDATE' then
    sealed := coalesce(current_setting('flowlet.resealing', true), '');
    was := to_jsonb(old) ->> sealed;
    becomes := to_jsonb(new) ->> sealed;
    -- \x, 01, version, nonce and tag: 33 bytes at least; digits of the same number compare as the numbers do
    if was like '\\x01%' and becomes like '\\x01%' and length(was) >= 68 and length(becomes) = length(was)
        and substr(becomes, 5, 8) > substr(was, 5, 8) collate "C"
        and to_jsonb(new) - sealed = to_jsonb(old) - sealed then
      return new;
    end if;
  end if;
  raise exception '% on %.%: rows of this table are never changed or removed', tg_op, tg_table_schema, tg_table_name
    using errcode = 'integrity_constraint_violation';
end
$$;
