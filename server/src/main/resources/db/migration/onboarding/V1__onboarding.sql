-- One case for each subscriber: how far onboarding is and what holds it. Every change is a new version, audited in the same transaction.
create table onboarding.kys_case (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  state text not null,
  holds text[] not null,
  risk_level text,
  decision uuid,
  version int not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, subscriber)
);
create index kys_case_by_state on onboarding.kys_case (tenant_id, state, id);
select flowlet.tenant_table('onboarding.kys_case');

-- What staff decided and why; the reason is ciphertext under the subscriber's key for the purpose "kyc_record".
create table onboarding.decision (
  tenant_id int not null,
  id uuid not null,
  kys_case uuid not null,
  verdict text not null check (verdict in ('approve', 'reject', 'request_information')),
  reason bytea not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (tenant_id, id)
);
select flowlet.tenant_table('onboarding.decision');
select flowlet.append_only('onboarding.decision');

-- The affirmative act, bound to the text that was shown.
create table onboarding.consent (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  purpose text not null,
  notice_version int not null,
  notice_hash bytea not null,
  language text not null,
  legal_basis text not null check (legal_basis in ('legal_obligation', 'contract', 'consent')),
  given_at timestamptz not null,
  given_by text not null,
  primary key (tenant_id, id)
);
create index consent_of_subscriber on onboarding.consent (tenant_id, subscriber, id);
select flowlet.tenant_table('onboarding.consent');
select flowlet.append_only('onboarding.consent');

create table onboarding.consent_withdrawal (
  tenant_id int not null,
  consent uuid not null,
  withdrawn_at timestamptz not null,
  withdrawn_by text not null,
  primary key (tenant_id, consent)
);
select flowlet.tenant_table('onboarding.consent_withdrawal');
select flowlet.append_only('onboarding.consent_withdrawal');

-- What the person declared; the newest row counts, the others show what it replaced. Ciphertext, purpose "kyc_record".
create table onboarding.declared_identity (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  content bytea not null,
  declared_at timestamptz not null,
  primary key (tenant_id, id)
);
create index identity_of_subscriber on onboarding.declared_identity (tenant_id, subscriber, id);
select flowlet.tenant_table('onboarding.declared_identity');
select flowlet.append_only('onboarding.declared_identity');

-- Answers and what they came to, ciphertext as above, bound to the version and hash of the questions that were asked.
create table onboarding.risk_profile (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  questionnaire_version int not null,
  questionnaire_hash bytea not null,
  model_version text not null,
  content bytea not null,
  completed_at timestamptz not null,
  next_review_at timestamptz not null,
  primary key (tenant_id, id)
);
create index risk_profile_of_subscriber on onboarding.risk_profile (tenant_id, subscriber, id);
select flowlet.tenant_table('onboarding.risk_profile');
select flowlet.append_only('onboarding.risk_profile');

grant usage on schema onboarding to flowlet_app, flowlet_reader;
grant select, insert, update on onboarding.kys_case to flowlet_app;
grant select, insert on onboarding.decision, onboarding.consent, onboarding.consent_withdrawal, onboarding.declared_identity,
  onboarding.risk_profile to flowlet_app;
grant select on onboarding.kys_case, onboarding.decision, onboarding.consent, onboarding.consent_withdrawal,
  onboarding.declared_identity, onboarding.risk_profile to flowlet_reader;
