-- Where a subscriber's onboarding stands; what only onboarding writes, and payments ask of both sides. No row: nothing has begun.
create table subscribers.kyc (
  tenant_id int not null,
  subscriber uuid not null,
  kyc_status text not null check (kyc_status in ('in_progress', 'approved', 'rejected')),
  tier text not null check (tier in ('none', 'basic')),
  changed_at timestamptz not null,
  primary key (tenant_id, subscriber)
);
select flowlet.tenant_table('subscribers.kyc');
grant select, insert, update on subscribers.kyc to flowlet_app;
grant select on subscribers.kyc to flowlet_reader;
