-- Rotations of data keys that were begun and are not done: a run that comes after one that was killed goes on with its row. Only
-- flowlet_owner rotates (./flowlet vault rotate-data); the application neither reads nor writes this.
create table vault.data_rotation (
  tenant_id int not null,
  -- of the new versions too: what is superseded by a version of this moment or before may be removed
  begun_at timestamptz not null,
  -- keys whose newest version is from before this get a new one
  made_before timestamptz not null check (made_before <= begun_at),
  made bigint not null default 0,
  rewritten bigint not null default 0,
  removed bigint not null default 0,
  primary key (tenant_id)
);
select flowlet.tenant_table('vault.data_rotation');
grant select on vault.data_rotation to flowlet_reader;
