-- Sessions and tokens are removed when they have ended; that somebody stopped using an access must be seen for longer. To the hour.
alter table identity.account add column last_used_at timestamptz;
alter table identity.oauth_client add column last_used_at timestamptz;
grant update (last_used_at) on identity.account to flowlet_app;
grant update (last_used_at) on identity.oauth_client to flowlet_app;
