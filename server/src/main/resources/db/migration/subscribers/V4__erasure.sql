-- When the data that served the subscriber was erased: its key is gone, its columns do not open, and nothing new is written about it.
alter table subscribers.subscriber add column erased_at timestamptz;
grant update (erased_at) on subscribers.subscriber to flowlet_app;
-- an erased subscriber is found by nothing
grant delete on subscribers.lookup to flowlet_app;
