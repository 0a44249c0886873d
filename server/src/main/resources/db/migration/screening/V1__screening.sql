-- Every accepted version of every list, with the files it was read from; the newest is in force.
create table screening.watchlist_version (
  list text not null check (length(list) between 1 and 40),
  version int not null check (version > 0),
  hash bytea not null check (length(hash) = 32),
  entries int not null check (entries > 0),
  individuals int not null check (individuals between 0 and entries),
  aliases int not null check (aliases >= 0),
  published_on date,
  loaded_at timestamptz not null,
  content bytea not null,
  primary key (list, version)
);
select flowlet.append_only('screening.watchlist_version');

-- Who was screened last as whom, so that a change of a list can find them again. Personal data stands in this schema as vault ciphertext
-- only; the data key is the subscriber's own, for the purpose "sanctions_record".
create table screening.screened (
  tenant_id int not null,
  subscriber uuid not null,
  person bytea not null,
  compared_with text not null, -- versions of lists and matcher
  screened_at timestamptz not null,
  primary key (tenant_id, subscriber)
);
select flowlet.tenant_table('screening.screened');

create table screening.hit (
  tenant_id int not null,
  id uuid not null,
  subscriber uuid not null,
  list text not null,
  entry_id text not null,
  entry_hash bytea not null,
  list_version int not null,
  matcher text not null,
  score smallint not null check (score between 1 and 100), -- hundredths
  evidence text not null,
  standing smallint not null check (standing between 1 and 3), -- open, cleared, confirmed
  person bytea not null,
  entry bytea not null,
  found_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, subscriber, list, entry_id)
);
create index hit_by_standing on screening.hit (tenant_id, standing, id);
select flowlet.tenant_table('screening.hit');

-- A hit that opens again keeps what was decided before.
create table screening.decision (
  tenant_id int not null,
  id uuid not null,
  hit uuid not null,
  verdict text not null,
  entry_hash bytea not null, -- of the entry as decided
  reason bytea not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (tenant_id, id)
);
create index decision_of_hit on screening.decision (tenant_id, hit, id);
select flowlet.tenant_table('screening.decision');
select flowlet.append_only('screening.decision');

grant usage on schema screening to flowlet_app, flowlet_reader;
grant select, insert on screening.watchlist_version, screening.decision to flowlet_app;
grant select, insert, update on screening.screened, screening.hit to flowlet_app;
grant select on screening.watchlist_version, screening.decision, screening.screened, screening.hit to flowlet_reader;
