-- What ended or shrank an access, in the order in which instances hear of it: each remembers what it knew of tokens, and forgets by this list.
-- Written by triggers, so that no statement that ends an access can miss it. Readers ask by transaction: a number that was given earlier may be
-- committed later, but no transaction at or after the oldest one that still runs has been read by anybody.
create table identity.revocation (
  seq bigint generated always as identity primary key,
  xact xid8 not null default pg_current_xact_id(),
  happened_at timestamptz not null default clock_timestamp(),
  kind text not null check (kind ~ '^[a-z_]{1,32}$'), -- of what: token, grant, session, account, client
  subject uuid not null
);
create index revocation_by_xact on identity.revocation (xact);
create index revocation_by_time on identity.revocation (happened_at);
grant select, insert, delete on identity.revocation to flowlet_app;

-- A token of a person ends with its grant, a client's own alone.
create function identity.tell_token() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  insert into identity.revocation (kind, subject)
    values (case when new.grant_id is null then 'token' else 'grant' end, coalesce(new.grant_id, new.jti));
  return null;
end
$$;
create trigger tells after update of revoked_at on identity.token for each row
  when (old.revoked_at is null and new.revoked_at is not null and new.kind = 'access') execute function identity.tell_token();

-- Sessions and clients by their own id.
create function identity.tell_row() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  insert into identity.revocation (kind, subject) values (tg_argv[0], new.id);
  return null;
end
$$;
create trigger tells after update of revoked_at on identity.session for each row
  when (old.revoked_at is distinct from new.revoked_at) execute function identity.tell_row('session');
-- Whatever is changed of a client, but for notes of its use: instances remember it with its tokens.
create trigger tells after update on identity.oauth_client for each row
  when (to_jsonb(old) - 'last_used_at' is distinct from to_jsonb(new) - 'last_used_at') execute function identity.tell_row('client');

-- A break-glass role changes what tokens of its person are worth.
create function identity.tell_account() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  insert into identity.revocation (kind, subject) values ('account', new.account);
  return null;
end
$$;
create trigger tells after insert or update on identity.break_glass for each row execute function identity.tell_account();
