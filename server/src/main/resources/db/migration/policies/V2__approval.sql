-- By which request a version was agreed to; null where none was needed.
alter table policies.policy_version add column approval uuid;
