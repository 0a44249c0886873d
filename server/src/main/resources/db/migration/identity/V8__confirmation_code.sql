-- The link of an invitation that another person agreed to works with a code only, which that person is told; five wrong ones end it.
alter table identity.staff_invitation
  add column code_hmac bytea check (length(code_hmac) = 32),
  add column wrong_codes int not null default 0 check (wrong_codes between 0 and 5);
grant update (wrong_codes) on identity.staff_invitation to flowlet_app;
