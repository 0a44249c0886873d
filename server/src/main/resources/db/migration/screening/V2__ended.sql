-- When the relationship ended: whom the program serves no more is not compared with new lists, and what was found is a kept record.
alter table screening.screened add column ended_at timestamptz;
