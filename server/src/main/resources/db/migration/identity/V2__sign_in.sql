-- Persons who sign in: subscribers and staff. E-mail addresses and user agents stand here as vault ciphertext, secrets as HMACs or bcrypt hashes
-- of HMACs, both under keys that the database does not hold.

-- A subscriber's account has the subscriber's own id. An account is found by the blind index of its address.
create table identity.account (
  tenant_id int not null,
  id uuid not null,
  audience text not null check (audience in ('subscriber', 'staff')),
  email_index bytea not null check (length(email_index) = 32),
  email bytea not null,
  password_hash text not null,
  roles text[] not null, -- of staff; empty for a subscriber
  created_at timestamptz not null,
  password_changed_at timestamptz not null,
  disabled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, audience, email_index)
);
select flowlet.tenant_table('identity.account');

-- What the account's password was before, so that it is not taken again.
create table identity.former_password (
  tenant_id int not null,
  account uuid not null,
  replaced_at timestamptz not null,
  password_hash text not null,
  primary key (tenant_id, account, replaced_at),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.former_password');

-- One browser of one account. The row outlives its cookie as long as a refresh token of it can work.
create table identity.session (
  id uuid primary key,
  digest bytea not null unique check (length(digest) = 32),
  tenant_id int not null,
  account uuid not null,
  audience text not null check (audience in ('subscriber', 'staff')),
  user_agent bytea,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_at timestamptz not null, -- the cookie's end when it is not used before
  browser_until timestamptz not null, -- the cookie's end in any case
  expires_at timestamptz not null, -- the end of all that the session can still give
  revoked_at timestamptz
);
create index session_of_account on identity.session (tenant_id, account, id);
create index session_by_expiry on identity.session (expires_at);

create table identity.authorization_code (
  digest bytea primary key check (length(digest) = 32),
  grant_id uuid not null, -- of all tokens that follow from it
  client uuid not null references identity.oauth_client (id),
  tenant_id int not null,
  account uuid not null,
  audience text not null,
  session uuid not null,
  redirect_uri text not null,
  challenge text not null, -- PKCE, S256
  scopes text[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index authorization_code_by_expiry on identity.authorization_code (expires_at);

create table identity.staff_invitation (
  digest bytea primary key check (length(digest) = 32),
  id uuid not null unique,
  tenant_id int not null,
  email bytea not null,
  roles text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- A client may let persons sign in; then it is bound to one audience.
alter table identity.oauth_client
  add column sign_in_audience text check (sign_in_audience in ('subscriber', 'staff')),
  add column redirect_uris text[],
  add column sign_in_scopes text[],
  add constraint sign_in_is_whole check (num_nulls(sign_in_audience, redirect_uris, sign_in_scopes) in (0, 3));

-- Tokens of persons: access and refresh tokens of one grant, which belongs to one session.
alter table identity.token
  drop constraint token_kind_check,
  add constraint token_kind_check check (kind in ('access', 'refresh')),
  add column grant_id uuid,
  add column session uuid,
  add column account uuid,
  add column audience text,
  add constraint person_is_whole check (num_nulls(grant_id, session, account, audience) in (0, 4)),
  add constraint refresh_is_a_persons check (kind = 'access' or account is not null);
create index token_of_grant on identity.token (grant_id) where grant_id is not null;

grant select, insert, update (password_hash, password_changed_at, disabled_at) on identity.account to flowlet_app;
grant select, insert, delete on identity.former_password to flowlet_app;
grant select, insert, delete, update (last_seen_at, idle_at, expires_at, revoked_at) on identity.session to flowlet_app;
grant select, insert, delete, update (used_at) on identity.authorization_code to flowlet_app;
grant select, insert, delete, update (used_at) on identity.staff_invitation to flowlet_app;
grant update (expires_at) on identity.token to flowlet_app;
grant select on identity.account, identity.former_password to flowlet_reader;
