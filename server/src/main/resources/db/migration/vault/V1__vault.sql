-- Keys, each wrapped by its parent: the master key file wraps platform and tenant keys, a tenant key wraps that tenant's data keys.
-- A wrapped key is Tink's AES-256-GCM ciphertext; its associated data names the row, so that one moved to another row does not open.

-- Keys of the installation: HMAC peppers by purpose, signing keys, and the canary that tells a wrong master key at start.
create table vault.platform_key (
  use text not null,
  version int not null check (version > 0),
  master_kid text not null,
  wrapped bytea not null,
  -- X.509 SubjectPublicKeyInfo of a signing key, authenticated with the wrapped private key; empty for other keys
  public_key bytea not null,
  state text not null check (state in ('active', 'retired')),
  created_at timestamptz not null,
  primary key (use, version)
);

create table vault.tenant_key (
  tenant_id int not null,
  version int not null check (version > 0),
  master_kid text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, version)
);
select flowlet.tenant_table('vault.tenant_key');

-- One subject's data held for one purpose: the unit of erasure.
create table vault.data_key (
  tenant_id int not null,
  subject uuid not null,
  purpose text not null,
  version int not null check (version > 0),
  tenant_version int not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, subject, purpose, version),
  foreign key (tenant_id, tenant_version) references vault.tenant_key (tenant_id, version)
);
select flowlet.tenant_table('vault.data_key');

grant usage on schema vault to flowlet_app, flowlet_reader;
-- no update, no delete: what the application can make it cannot unmake
grant select, insert on vault.platform_key, vault.tenant_key, vault.data_key to flowlet_app;
-- a backup without the wrapped keys would restore nothing that can be read
grant select on vault.platform_key, vault.tenant_key, vault.data_key to flowlet_reader;
