-- When an account was taken over from another system; null for every other. Tells a second run of an import what the first did.
alter table identity.account add column imported_at timestamptz;
