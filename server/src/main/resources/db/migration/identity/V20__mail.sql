-- Mail that is still to be sent: who is told what, neither address nor text. Written with what it tells of, gone when a server took it. Read by a
-- job for all tenants at once.
create table identity.mail (
  id uuid primary key,
  tenant_id int not null,
  audience text not null check (audience in ('subscriber', 'staff')),
  notice text not null,
  account uuid, -- null: whoever has the address, if anybody does
  email_index bytea check (length(email_index) = 32),
  client_id text, -- at which a link was asked for
  tries int not null,
  made_at timestamptz not null,
  due_at timestamptz not null,
  check (num_nulls(account, email_index) = 1)
);
create index mail_by_due on identity.mail (due_at);

-- Links by which persons choose a new password, once; kept a while longer, so that they can be counted.
create table identity.password_reset (
  digest bytea primary key check (length(digest) = 32),
  tenant_id int not null,
  account uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_reset_of_account on identity.password_reset (tenant_id, account, made_at);
create index password_reset_by_expiry on identity.password_reset (expires_at);

grant select, insert, delete, update (tries, due_at) on identity.mail to flowlet_app;
grant select, insert, delete, update (used_at) on identity.password_reset to flowlet_app;
