-- Keys and routes are compared for equality only and are visible ASCII: bytes in the index, whatever the locale of the database is. A look-up
-- or an insert compares some twenty times, and the rules of a language cost most of that.
alter table http.idempotency
  alter column key type text collate "C",
  alter column route type text collate "C";
