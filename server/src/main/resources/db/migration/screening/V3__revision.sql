-- How often a later screening has written a hit anew: two people who clear it have looked at the same one.
alter table screening.hit add column revision int not null default 0;
