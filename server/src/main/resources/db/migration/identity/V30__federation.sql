-- Staff that comes in through a tenant's own identity provider (OpenID Connect).

-- How a tenant trusts a provider. A row is proposed, agreed to by somebody else, and ends; what it says never changes.
create table identity.staff_provider (
  tenant_id int not null,
  id uuid not null,
  issuer text not null check (length(issuer) <= 500),
  client_id text not null check (length(client_id) between 1 and 255),
  authentication text not null check (authentication in ('client_secret_post', 'private_key_jwt')),
  client_secret bytea, -- vault ciphertext; gone when the row has ended
  acr_values text[] not null check (cardinality(acr_values) between 1 and 10),
  person_claim text not null,
  domains text[] not null check (cardinality(domains) between 1 and 20),
  max_age_seconds int not null check (max_age_seconds between 60 and 43200),
  local_passwords boolean not null,
  local_staff uuid[] not null,
  proposed_at timestamptz not null,
  proposed_by text not null,
  active_from timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  check (client_secret is null or authentication = 'client_secret_post'),
  check (ended_at is null or client_secret is null)
);
select flowlet.tenant_table('identity.staff_provider');
create unique index staff_provider_active on identity.staff_provider (tenant_id) where active_from is not null and ended_at is null;

-- Who a person is there. Outlives the provider's row: whoever configures the same issuer again does not let others take the accounts.
create table identity.staff_link (
  tenant_id int not null,
  account uuid not null,
  issuer text not null,
  subject_hmac bytea not null check (length(subject_hmac) = 32), -- of the issuer, the claim and its value
  linked_at timestamptz not null,
  last_used_at timestamptz,
  primary key (tenant_id, account, issuer),
  unique (tenant_id, subject_hmac),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.staff_link');

-- A browser that was sent to a provider and is to come back. Found by its cookie before anything else is known.
create table identity.federation_step (
  digest bytea primary key check (length(digest) = 32),
  id uuid not null unique,
  tenant_id int not null,
  client uuid not null,
  provider uuid not null,
  query bytea not null, -- of the app's request: vault ciphertext
  authenticated_after timestamptz not null, -- a sign-in at the provider from before is too old
  made_at timestamptz not null,
  expires_at timestamptz not null,
  returned_at timestamptz, -- it came back, and its code was used up
  account uuid, -- of whom the provider vouched for; then the rest, too
  acr text,
  amr text[],
  authenticated_at timestamptz,
  check (num_nulls(account, acr, amr, authenticated_at) in (0, 4))
);
create index federation_step_by_expiry on identity.federation_step (expires_at);

grant select, insert, delete, update (client_secret, active_from, ended_at) on identity.staff_provider to flowlet_app;
grant select, insert, delete, update (last_used_at) on identity.staff_link to flowlet_app;
grant select, insert, delete, update (returned_at, account, acr, amr, authenticated_at) on identity.federation_step to flowlet_app;
grant select on identity.staff_provider, identity.staff_link to flowlet_reader;
