-- Clients, their tokens and invitations: looked up before the tenant is known, hence control tables. Secrets and tokens stand here only as
-- HMACs under a key that the database does not hold.

create table identity.oauth_client (
  id uuid primary key,
  client_id text not null unique,
  tenant_id int not null check (tenant_id >= 0), -- 0: an operator of the platform
  tenant_public uuid not null,
  name text not null check (length(name) between 1 and 100),
  secret_hmac bytea not null check (length(secret_hmac) = 32),
  scopes text[] not null,
  allowed_networks text[] not null, -- CIDR; empty: any
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index oauth_client_of_tenant on identity.oauth_client (tenant_id, id);

-- Never the token, only its digest; rows go when the token has expired.
create table identity.token (
  digest bytea primary key check (length(digest) = 32),
  kind text not null check (kind in ('access')),
  jti uuid not null,
  client uuid not null references identity.oauth_client (id),
  tenant_id int not null,
  scopes text[] not null,
  method text not null, -- how the client proved itself
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index token_by_expiry on identity.token (expires_at);

create table identity.invitation (
  digest bytea primary key check (length(digest) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

grant usage on schema identity to flowlet_app, flowlet_reader;
grant select, insert, update (revoked_at) on identity.oauth_client to flowlet_app;
grant select, insert, delete, update (revoked_at) on identity.token to flowlet_app;
grant select, insert, delete, update (used_at) on identity.invitation to flowlet_app;
grant select on identity.oauth_client to flowlet_reader;
