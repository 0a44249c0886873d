-- The version of the policy "onboarding" that a decision was made under; null for those made before it was kept.
alter table onboarding.decision add column rules_version int check (rules_version > 0);
