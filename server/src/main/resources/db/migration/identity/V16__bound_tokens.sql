-- Tokens bound to a key of the client: to the one of its DPoP proofs (RFC 9449) or to its certificate (RFC 8705). Null: whoever holds it uses it.
alter table identity.token
  add column cnf_method text check (cnf_method in ('jkt', 'x5t#S256')),
  add column cnf text check (length(cnf) = 43), -- SHA-256 in base64url
  add constraint cnf_is_whole check ((cnf_method is null) = (cnf is null)),
  -- Of a refresh token that was traded for another: its row stays until the end of its life, so that a second use is known for one.
  add column used_at timestamptz,
  add column successor bytea check (length(successor) = 32);
grant update (used_at, successor, cnf_method, cnf) on identity.token to flowlet_app;

-- A code may be bound to the key that the proof must be made with.
alter table identity.authorization_code add column dpop_jkt text check (length(dpop_jkt) = 43);

-- Proofs that were used, so that each is used once whatever instance it comes to. Unlogged: a row matters for little more than a minute, and a
-- crash of the database, which empties the table, gives nobody more than that.
create unlogged table identity.dpop_proof (
  digest bytea primary key check (length(digest) = 32),
  expires_at timestamptz not null
);
create index dpop_proof_by_expiry on identity.dpop_proof (expires_at);
grant select, insert, delete on identity.dpop_proof to flowlet_app;
