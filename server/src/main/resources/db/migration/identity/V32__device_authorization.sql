-- Devices that ask a person in front of a browser elsewhere (RFC 8628). Found by the device's code, or by what the person typed, before the tenant
-- is known; short-lived.
create table identity.device_authorization (
  grant_id uuid primary key, -- of the person's grant that it may become
  digest bytea not null unique check (length(digest) = 32), -- of the device's code
  user_code bytea not null unique check (length(user_code) = 32),
  page bytea unique check (length(page) = 32), -- of the secret that the browser got for the user's code
  client uuid not null references identity.oauth_client (id),
  tenant_id int not null,
  scopes text[] not null,
  openid_scopes text[] not null,
  dpop_jkt text, -- of the only key that may fetch the tokens; null: any, or none
  interval_seconds int not null check (interval_seconds between 5 and 600),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  polled_at timestamptz,
  allowed boolean, -- null: nobody has said yes or no
  account uuid, -- of whoever said yes; then the rest, too
  audience text check (audience in ('subscriber', 'staff')),
  session uuid,
  auth_time timestamptz,
  used_at timestamptz,
  check (num_nonnulls(account, audience, session, auth_time) = case when allowed then 4 else 0 end),
  check (used_at is null or (allowed is not null and allowed))
);
create index device_authorization_by_expiry on identity.device_authorization (expires_at);

grant select, insert, delete,
  update (page, interval_seconds, polled_at, allowed, account, audience, session, auth_time, used_at)
  on identity.device_authorization to flowlet_app;
