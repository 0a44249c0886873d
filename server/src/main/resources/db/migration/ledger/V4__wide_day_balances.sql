-- By value date an account can stand outside the range of amounts, for no limit is checked against a past day: back-dated postings of the
-- largest amounts that cancel out with today's. The sum must still be kept, or the days of that tenant could not go on.
alter table ledger.balance_day alter column balance type numeric(38);
