-- When a client was last granted something: its access is due for review a quarter after that.
alter table identity.oauth_client add column scopes_changed_at timestamptz;
grant update (scopes_changed_at) on identity.oauth_client to flowlet_app;
