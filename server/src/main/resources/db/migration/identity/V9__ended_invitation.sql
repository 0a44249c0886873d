-- An invitation ends when somebody ends it, or with whoever made it.
alter table identity.staff_invitation add column revoked_at timestamptz;
grant update (revoked_at) on identity.staff_invitation to flowlet_app;
create index staff_invitation_by_maker on identity.staff_invitation (tenant_id, invited_by) where used_at is null and revoked_at is null;
create index oauth_client_by_maker on identity.oauth_client (tenant_id, created_by) where revoked_at is null;
