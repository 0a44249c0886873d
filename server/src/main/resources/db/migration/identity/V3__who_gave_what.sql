-- Who made an account, who gave it its roles, and who reset its password or factor: whoever checks another's request must owe it none of these.
-- Null: of before this was recorded, or never.
alter table identity.account
  add column created_by text,
  add column roles_given_at timestamptz,
  add column roles_given_by text,
  add column reset_at timestamptz, -- by somebody else; a person's own change of password is none
  add column reset_by text;
alter table identity.staff_invitation add column invited_by text;

grant update (roles, roles_given_at, roles_given_by, reset_at, reset_by) on identity.account to flowlet_app;
grant update (scopes) on identity.oauth_client to flowlet_app;
