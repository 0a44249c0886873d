-- Passkeys (WebAuthn): what stands here is public and signs nobody in.
create table identity.passkey (
  tenant_id int not null,
  id uuid not null,
  account uuid not null,
  credential_id bytea not null check (length(credential_id) <= 1023),
  credential bytea not null, -- the attested credential data: model, id and public key
  counter bigint not null, -- of signatures; 0 for ever where the device counts none
  backed_up boolean not null, -- kept by a provider, so that other devices of the person have it too
  made_at timestamptz not null,
  used_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, credential_id),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.passkey');
create index passkey_of_account on identity.passkey (tenant_id, account);

-- Challenges that were answered: each counts once. A challenge itself is an HMAC over what the browser holds and is kept nowhere.
create table identity.answered_challenge (
  digest bytea primary key check (length(digest) = 32),
  expires_at timestamptz not null
);
create index answered_challenge_by_expiry on identity.answered_challenge (expires_at);

grant select, insert, delete, update (counter, backed_up, used_at) on identity.passkey to flowlet_app;
grant select, insert, delete on identity.answered_challenge to flowlet_app;
grant select on identity.passkey to flowlet_reader;
