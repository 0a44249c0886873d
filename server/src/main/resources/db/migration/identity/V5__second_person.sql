-- An invitation to which another person agreed is made without a link that anybody knows; its maker is given one later, once.
alter table identity.staff_invitation add column approved_by text[] not null default '{}';
grant update (digest) on identity.staff_invitation to flowlet_app;
-- As is the secret of a client that lets staff sign in.
grant update (secret_hmac) on identity.oauth_client to flowlet_app;
create index oauth_client_for_staff on identity.oauth_client (tenant_id) where sign_in_audience = 'staff';

-- When the person behind a code or token proved who it is; null of a client's own token, and of those of before this was recorded.
alter table identity.authorization_code add column auth_time timestamptz;
alter table identity.token add column auth_time timestamptz;
