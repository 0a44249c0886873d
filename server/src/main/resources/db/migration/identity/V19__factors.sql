-- Second factors: what a person has besides the password. The secret of an authenticator app is vault ciphertext, recovery codes are HMACs under a
-- key that the database does not hold.
create table identity.authenticator_app (
  tenant_id int not null,
  account uuid not null,
  secret bytea not null,
  made_at timestamptz not null,
  used_at timestamptz not null,
  last_step bigint not null, -- of time, whose code was taken last: it and those before it are taken no more
  primary key (tenant_id, account),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.authenticator_app');

create table identity.recovery_code (
  tenant_id int not null,
  account uuid not null,
  digest bytea not null check (length(digest) = 32),
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, account, digest),
  foreign key (tenant_id, account) references identity.account (tenant_id, id)
);
select flowlet.tenant_table('identity.recovery_code');

-- Wrong codes one after another, wherever they came from: who types them knew the password.
alter table identity.account
  add column wrong_codes int not null default 0,
  add column codes_blocked_until timestamptz;

-- A sign-in of which the password was right and the second factor is still to come. Found by its cookie before anything else is known.
create table identity.sign_in_step (
  digest bytea primary key check (length(digest) = 32),
  tenant_id int not null,
  account uuid not null,
  audience text not null check (audience in ('subscriber', 'staff')),
  enrols boolean not null, -- the person has no factor and sets one up first
  made_at timestamptz not null,
  expires_at timestamptz not null,
  enrolled_at timestamptz
);
create index sign_in_step_of_account on identity.sign_in_step (tenant_id, account);
create index sign_in_step_by_expiry on identity.sign_in_step (expires_at);

-- How the person proved who it is (RFC 8176). Of sessions from before: with a password.
alter table identity.session add column amr text[] not null default '{pwd}';

grant select, insert, delete, update (used_at, last_step) on identity.authenticator_app to flowlet_app;
grant select, insert, delete, update (used_at) on identity.recovery_code to flowlet_app;
grant update (wrong_codes, codes_blocked_until) on identity.account to flowlet_app;
grant select, insert, delete, update (enrolled_at) on identity.sign_in_step to flowlet_app;
grant select on identity.authenticator_app, identity.recovery_code to flowlet_reader;
