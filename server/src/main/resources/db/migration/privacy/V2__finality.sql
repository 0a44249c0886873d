-- An erasure is final when the key of the vault's epoch in which it fell, and those of all epochs before, are destroyed: so that it can be told
-- how it is, not only how it was foreseen. Null for those of before this version, of which final_at alone tells.
alter table privacy.erasure
  add column epoch int check (epoch > 0),
  -- foreseen when the erasure was made; null if a turn was overdue and nobody could say
  alter column final_at drop not null;
