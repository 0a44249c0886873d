-- Assertions that proved a client, so that none does twice. Looked up before the tenant is known; gone when they have expired.
create table identity.used_assertion (
  digest bytea primary key check (length(digest) = 32),
  expires_at timestamptz not null
);
create index used_assertion_by_expiry on identity.used_assertion (expires_at);

-- Authorization requests that a client pushed (RFC 9126), by the HMAC of their reference: the parameters as they came, judged again when used.
create table identity.pushed_request (
  id uuid primary key,
  digest bytea not null unique check (length(digest) = 32),
  client uuid not null references identity.oauth_client (id),
  tenant_id int not null,
  parameters bytea not null, -- vault ciphertext: a login hint may be in it
  pushed_at timestamptz not null,
  begun_at timestamptz, -- when a browser first came with it
  expires_at timestamptz not null,
  used_at timestamptz
);
create index pushed_request_by_expiry on identity.pushed_request (expires_at);

-- A confidential browser client may go without PKCE.
alter table identity.authorization_code alter column challenge drop not null;

-- With scopes of its own a client gets the grant that uses them.
grant update (grants) on identity.oauth_client to flowlet_app;
grant select, insert, delete, update (expires_at) on identity.used_assertion to flowlet_app;
grant select, insert, delete, update (begun_at, expires_at, used_at) on identity.pushed_request to flowlet_app;
