-- Agreed to, and its effect, which has a transaction of its own, follows.
alter table approvals.request drop constraint request_state_check;
alter table approvals.request add constraint request_state_check
  check (state in ('open', 'approved', 'applied', 'failed', 'rejected', 'withdrawn', 'expired'));
