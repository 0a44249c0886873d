-- What of OpenID Connect a token itself has: a refresh may ask for less than was granted. An access token that was made before has none: it opens
-- no personal claims, and the next refresh, minutes later, makes one that does.
alter table identity.token
  add column openid_scopes text[] not null default '{}'
    check (openid_scopes <@ array['openid', 'profile', 'email', 'offline_access']);
update identity.token t set openid_scopes = g.scopes from identity.openid_grant g where g.grant_id = t.grant_id and t.kind = 'refresh';
