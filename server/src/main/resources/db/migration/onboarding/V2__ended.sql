-- When the relationship ended: from then on the case is a record that the law keeps, read for a purpose and with a reason only.
alter table onboarding.kys_case add column ended_at timestamptz;
