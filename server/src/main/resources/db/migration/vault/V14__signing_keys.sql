-- Token keys follow each other: a version signs from its moment until the next one's, and verifies for a while after that.

-- Null: of a first version, or of a key that signs no tokens; then it works since it was made.
alter table vault.platform_key add column signs_from timestamptz;
-- Null: as long as is usual. Set when a key is believed no longer, because it may be known to somebody.
alter table vault.platform_key add column verifies_until timestamptz;

-- The application may not delete keys. This takes only token keys that nothing verifies by any more: their successor has signed since before
-- the moment that is asked for, and for a day at least.
create function vault.forget_signing_keys(superseded_before timestamptz) returns int
  language sql security definer set search_path = pg_catalog as $$
  with gone as (
    delete from vault.platform_key k
    where k.use in ('sign:es256', 'sign:rs256', 'sign:ps256')
      and exists (
        select from vault.platform_key next
        where next.use = k.use and next.version > k.version
          and next.signs_from < least(superseded_before, clock_timestamp() - interval '1 day'))
    returning 1)
  select count(*)::int from gone
$$;
revoke all on function vault.forget_signing_keys(timestamptz) from public;
grant execute on function vault.forget_signing_keys(timestamptz) to flowlet_app, flowlet_owner;
