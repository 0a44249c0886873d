-- Since when a turn knows that the data key does not open below the tenant's key it names, and has left it behind: its row names a newer
-- version of that key, which never wrapped it, so it tells nothing about whether that one is the right one.
alter table vault.data_key add column left_behind_at timestamptz;
grant update (left_behind_at) on vault.data_key to flowlet_app;
