-- OpenID Connect: what a person's grant says beyond its tokens, and who must hear that a session ended.

-- A browser client that proves itself may be registered to send no code challenge.
alter table identity.authorization_code alter column challenge drop not null;

-- A grant that was asked for with the scope openid; goes with its session.
create table identity.openid_grant (
  grant_id uuid primary key, -- of authorization_code and token
  tenant_id int not null,
  client uuid not null references identity.oauth_client (id),
  account uuid not null,
  session uuid not null references identity.session (id) on delete cascade,
  scopes text[] not null, -- of OpenID Connect, openid among them
  nonce text check (length(nonce) between 1 and 512),
  id_token_claims text[] not null, -- asked for by name
  userinfo_claims text[] not null,
  created_at timestamptz not null
);
create index openid_grant_of_session on identity.openid_grant (session);
grant select, insert on identity.openid_grant to flowlet_app;

-- That a client must be told of a session's end: an outbox, written with the end itself, emptied by a job.
create table identity.logout_notice (
  id uuid primary key,
  tenant_id int not null,
  client uuid not null references identity.oauth_client (id),
  account uuid not null,
  audience text not null,
  session uuid not null,
  ended_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz not null
);
create index logout_notice_by_turn on identity.logout_notice (next_at);
grant select, insert, delete, update (attempts, next_at) on identity.logout_notice to flowlet_app;

-- By a trigger, so that no way of ending a session forgets it.
create function identity.note_session_end() returns trigger
  language plpgsql set search_path = pg_catalog as $$
begin
  insert into identity.logout_notice (id, tenant_id, client, account, audience, session, ended_at, next_at)
  select gen_random_uuid(), new.tenant_id, c.id, new.account, new.audience, new.id, new.revoked_at, new.revoked_at
  from identity.oauth_client c
  where c.backchannel_logout_uri is not null and c.revoked_at is null
    and c.id in (select g.client from identity.openid_grant g where g.session = new.id);
  return null;
end
$$;
create trigger note_session_end after update of revoked_at on identity.session
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function identity.note_session_end();
