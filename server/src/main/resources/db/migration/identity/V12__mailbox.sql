-- Two addresses of staff that differ in case, in how the domain is written or in what follows a plus sign reach one person. Of accounts from before
-- it is written at their next sign-in, without which nobody decides anything. Not unique: who has left may be invited anew.
alter table identity.account add column mailbox_index bytea check (length(mailbox_index) = 32);
create index account_by_mailbox on identity.account (tenant_id, mailbox_index) where mailbox_index is not null;
grant update (mailbox_index) on identity.account to flowlet_app;

-- The request that two people agreed to, by its public id.
alter table identity.staff_invitation add column approval text;
alter table identity.sponsorship add column approval text;
